-- Activities at stations or at another place; each session has its own places and opening moment.
create table activities (
  id text $binary primary key check (length(id) between 1 and 32),
  kind text not null,
  title text not null check (length(title) between 1 and 60),
  area_code text not null,
  details text not null check (length(details) <= 2000),
  doer text not null check (length(doer) <= 100),
  needs text not null check (length(needs) <= 500),
  place_name text not null check (length(place_name) <= 60),
  place_address text not null check (length(place_address) <= 200),
  lat $float check (lat between -90 and 90),
  lon $float check (lon between -180 and 180),
  source_lat $float check (source_lat between -90 and 90),
  source_lon $float check (source_lon between -180 and 180),
  source_datum text not null check (source_datum in ('', 'wgs84', 'gcj02', 'bd09')),
  who text not null check (who in ('everybody', 'members')),
  code_digest text not null,
  state text not null check (state in ('draft', 'published', 'cancelled')),
  state_reason text not null check (length(state_reason) <= 200),
  version $int not null check (version >= 1),
  created_at text not null,
  updated_at text not null,
  check ((lat is null) = (lon is null)),
  check (who = 'everybody' or code_digest != '')
) $strict

create index activities_area on activities (area_code)

create table activity_stations (
  activity_id text $binary not null references activities (id),
  station_id text $binary not null references stations (id),
  primary key (activity_id, station_id)
) $clustered

create index activity_stations_station on activity_stations (station_id)

create table activity_sessions (
  id text $binary primary key check (length(id) between 1 and 32),
  activity_id text $binary not null references activities (id),
  starts_at text not null,
  ends_at text not null,
  capacity $int check (capacity between 1 and 10000),
  waiting $int not null check (waiting between 0 and 10000),
  opens_at text,
  closes_at text,
  state text not null check (state in ('planned', 'cancelled')),
  reason text not null check (length(reason) <= 200),
  moved_from text,
  version $int not null check (version >= 1),
  check (starts_at < ends_at)
) $strict

create index activity_sessions_start on activity_sessions (starts_at)

create index activity_sessions_activity on activity_sessions (activity_id, starts_at)
