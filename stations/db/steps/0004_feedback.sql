create table reports (
  id text $binary primary key check (length(id) between 1 and 32),
  station_id text $binary not null references stations (id),
  receipt text $binary not null unique check (length(receipt) = 64),
  kind text not null,
  amenity text not null,
  words text not null check (length(words) <= 300),
  photo text $binary not null,
  photo_shown $int not null check (photo_shown in (0, 1)),
  near text not null check (near in ('near', 'far', 'unknown')),
  poster $int not null check (poster in (0, 1)),
  staff $int not null check (staff in (0, 1)),
  in_hours $int not null check (in_hours in (0, 1)),
  device text $binary not null,
  network text $binary not null,
  at text not null,
  state text not null check (state in ('new', 'taken', 'fixed', 'refused')),
  reply text not null check (length(reply) <= 500),
  taken_at text,
  taken_by text not null,
  closed_at text,
  closed_by text not null,
  check ((state in ('fixed', 'refused')) = (closed_at is not null))
) $strict

create index reports_station on reports (station_id, at)

create index reports_state on reports (state, at)

create table ratings (
  id text $binary primary key,
  station_id text $binary not null references stations (id),
  device text $binary not null,
  day text not null,
  stars $int not null check (stars between 1 and 5),
  tags text not null,
  words text not null check (length(words) <= 300),
  weight $int not null check (weight between 0 and 100),
  at text not null,
  unique (station_id, device, day)
) $strict

create index ratings_day on ratings (station_id, day)

create table check_ins (
  station_id text $binary not null references stations (id),
  day text not null,
  n $int not null check (n >= 1),
  primary key (station_id, day)
) $clustered

create table voice_counts (
  day text not null,
  bucket text $binary not null,
  n $int not null check (n >= 1),
  primary key (day, bucket)
) $clustered
