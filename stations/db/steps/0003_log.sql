create table log (
  number $int primary key check (number >= 1),
  at text not null,
  actor text $binary not null,
  by text not null,
  action text not null,
  subject text $binary not null,
  area text not null,
  reason text not null,
  body text not null,
  hash text $binary not null check (length(hash) = 64)
) $strict

create index log_subject on log (subject, number)

create index log_area on log (area, number)

alter table station_history add column log $int not null default 0

alter table station_history add column digest text not null default ''

create index station_history_log on station_history (log, station_id)

create table private_changes (
  station_id text $binary not null references stations (id),
  version $int not null,
  field text not null,
  before text not null,
  after text not null,
  primary key (station_id, version, field)
) $clustered

create table verifications (
  station_id text $binary not null references stations (id),
  field_group text not null,
  verified_on text not null,
  by_role text not null,
  on_the_spot $int not null check (on_the_spot in (0, 1)),
  log $int not null,
  primary key (station_id, field_group)
) $clustered

-- sqlite
create trigger log_keeps before update on log begin select raise(abort, 'the log is append-only'); end

-- sqlite
create trigger log_stays before delete on log begin select raise(abort, 'the log is append-only'); end

-- sqlite
create trigger history_keeps before update on station_history
begin select raise(abort, 'the history is append-only'); end

-- sqlite
create trigger history_stays before delete on station_history
begin select raise(abort, 'the history is append-only'); end

-- postgresql
create function append_only() returns trigger language plpgsql
as 'begin raise exception using message = tg_table_name || '' is append-only''; end'

-- postgresql
create trigger log_keeps before update or delete on log for each row execute function append_only()

-- postgresql
create trigger history_keeps before update or delete on station_history
for each row execute function append_only()
