-- Visits of a station by the hour of the day, month by month: no finer than what is asked for.
create table check_in_hours (
  station_id text $binary not null references stations (id),
  month text not null check (length(month) = 7),
  hour $int not null check (hour between 0 and 23),
  n $int not null check (n >= 1),
  primary key (station_id, month, hour)
) $clustered
