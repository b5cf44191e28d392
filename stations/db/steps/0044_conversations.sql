-- A report has a third way to end, somebody who has it now, and can be opened once more.
alter table reports rename to reports_before

create table reports (
  id text $binary primary key check (length(id) between 1 and 32),
  station_id text $binary not null references stations (id),
  receipt text $binary not null unique check (length(receipt) = 64),
  kind text not null,
  amenity text not null,
  supply text not null default '',
  words text not null check (length(words) <= 300),
  photo text $binary not null,
  photo_shown $int not null check (photo_shown in (0, 1)),
  near text not null check (near in ('near', 'far', 'unknown')),
  poster $int not null check (poster in (0, 1)),
  staff $int not null check (staff in (0, 1)),
  in_hours $int not null check (in_hours in (0, 1)),
  witness $int not null default 1 check (witness in (0, 1, 2)),
  device text $binary not null,
  network text $binary not null,
  at text not null,
  found_at text not null default '',
  state text not null check (state in ('new', 'taken', 'fixed', 'refused', 'unable')),
  holder text not null default '' check (holder in ('', 'district', 'street', 'keeper')),
  reply text not null check (length(reply) <= 500),
  taken_at text,
  taken_by text not null,
  closed_at text,
  closed_by text not null,
  answered_at text,
  reopened_at text,
  check ((state in ('fixed', 'refused', 'unable')) = (closed_at is not null)),
  check ((answered_at is null) = (reopened_at is null))
) $strict

insert into reports (id, station_id, receipt, kind, amenity, words, photo, photo_shown, near, poster,
  staff, in_hours, witness, device, network, at, found_at, state, reply, taken_at, taken_by,
  closed_at, closed_by)
select id, station_id, receipt, kind, amenity, words, photo, photo_shown, near, poster,
  staff, in_hours, witness, device, network, at, found_at, state, reply, taken_at, taken_by,
  closed_at, closed_by from reports_before

drop table reports_before

create index reports_station on reports (station_id, at)

create index reports_state on reports (state, at)

-- What was said and done about a report since it came; what everybody may read and what not.
create table report_notes (
  report_id text $binary not null references reports (id),
  number $int not null check (number >= 1),
  kind text not null
    check (kind in ('interim', 'comment', 'handed', 'answer', 'supplement', 'reopened')),
  words text not null check (length(words) <= 500),
  about text not null,
  at text not null,
  actor text $binary not null,
  said_by text not null,
  primary key (report_id, number)
) $clustered
