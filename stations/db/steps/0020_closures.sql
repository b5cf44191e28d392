create table station_closures (
  station_id text $binary not null references stations (id),
  position $int not null check (position >= 0),
  since text check (since between '1900-01-01' and '9999-12-31'),
  until text check (until between '1900-01-01' and '9999-12-31'),
  reason text not null check (length(reason) <= 200),
  expected $int not null check (expected in (0, 1)),
  primary key (station_id, position),
  check (since is null or until is null or since <= until),
  check (expected = 0 or until is not null)
) $clustered

-- sqlite
create trigger station_phase_in_order before insert on stations
when new.lifecycle_until < new.lifecycle_since
begin select raise(abort, 'a phase ends before it begins'); end

-- sqlite
create trigger station_phase_stays_in_order
before update of lifecycle_since, lifecycle_until on stations
when new.lifecycle_until < new.lifecycle_since
begin select raise(abort, 'a phase ends before it begins'); end

-- sqlite
create trigger period_in_order before insert on station_periods when new.until < new.since
begin select raise(abort, 'a phase ends before it begins'); end

-- sqlite
create trigger period_stays_in_order before update on station_periods when new.until < new.since
begin select raise(abort, 'a phase ends before it begins'); end

-- postgresql
alter table stations add constraint phase_in_order
check (lifecycle_until is null or lifecycle_since is null or lifecycle_since <= lifecycle_until)
not valid

-- postgresql
alter table station_periods add constraint period_in_order
check (until is null or since is null or since <= until) not valid
