-- What came of sessions: only added to. The newest line of a session counts.
create table activity_results (
  id text $binary primary key check (length(id) between 1 and 32),
  session_id text $binary not null references activity_sessions (id),
  number $int not null check (number >= 1),
  people $int check (people between 0 and 100000),
  words text not null check (length(words) <= 500),
  "by" text not null,
  shown text not null,
  at text not null,
  log $int not null,
  unique (session_id, number)
) $strict

create table activity_supplies (
  result_id text $binary not null references activity_results (id),
  supply text not null,
  count $int not null check (count between 1 and 1000000),
  primary key (result_id, supply)
) $clustered

-- seal: activity_results (id)

-- seal: activity_supplies (result_id, supply)

create table activity_photos (
  activity_id text $binary not null references activities (id),
  photo text $binary not null check (length(photo) = 32),
  width $int not null check (width between 1 and 1600),
  height $int not null check (height between 1 and 1600),
  caption text not null check (length(caption) <= 60),
  shown $int not null check (shown in (0, 1)),
  at text not null,
  primary key (activity_id, photo)
) $clustered

create index activity_photos_photo on activity_photos (photo)
