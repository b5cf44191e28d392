-- Who looked at a station on the way, on which day, and how the door was.
create table door_visits (
  station_id text $binary not null references stations (id),
  account_id text $binary not null,
  day text not null,
  door text not null check (length(door) between 1 and 20),
  log $int not null,
  primary key (station_id, account_id, day)
) $clustered

create index door_visits_account on door_visits (account_id, day)

-- seal: door_visits (station_id, account_id, day)
