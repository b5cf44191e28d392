-- The networks that a station belongs to, as a JSON list of names and levels.
alter table stations add column networks text not null default '[]'

create index stations_networks on stations (area_code) where networks <> '[]'
