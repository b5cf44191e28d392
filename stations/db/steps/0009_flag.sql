alter table stations add column reported_shut text

create index station_history_at on station_history (at, station_id, version)
