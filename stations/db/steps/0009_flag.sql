alter table stations add column reported_shut text

update cards set fragment =
  substr(fragment, 1, length(fragment) - 1) || ',"reported_shut":' || 'null}'

create index station_history_at on station_history (at, station_id, version)
