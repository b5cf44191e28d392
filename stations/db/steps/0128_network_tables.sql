-- What belongs together beside the areas: a tree or a list of stations.
create table networks (
  id text $binary primary key check (length(id) between 1 and 32),
  kind text not null,
  name text not null check (length(name) between 1 and 60),
  other_names text not null check (length(other_names) <= 1000),
  area_code text not null,
  details text not null check (length(details) <= 2000),
  demo $int not null check (demo in (0, 1)),
  version $int not null check (version >= 1),
  created_at text not null,
  updated_at text not null
) $strict

create index networks_area on networks (area_code)

-- seal: networks (id)

-- Of a member what its record does not say: whom it belongs to in the tree, since when, until when.
create table network_links (
  network_id text $binary not null references networks (id),
  station_id text $binary not null references stations (id),
  parent_id text $binary references stations (id),
  since text,
  until text,
  primary key (network_id, station_id),
  check (parent_id is null or parent_id <> station_id)
) $strict

create index network_links_station on network_links (station_id)

-- seal: network_links (network_id, station_id)

create table network_rooms (
  id text $binary primary key check (length(id) between 1 and 32),
  network_id text $binary not null references networks (id),
  station_id text $binary not null references stations (id),
  name text not null check (length(name) between 1 and 40),
  seats $int check (seats between 1 and 10000),
  equipment text not null check (length(equipment) <= 200)
) $strict

create index network_rooms_network on network_rooms (network_id)

-- The name of a teacher is told outside only where they agreed; the row goes when asked for.
create table network_teachers (
  id text $binary primary key check (length(id) between 1 and 32),
  network_id text $binary not null references networks (id),
  name text not null check (length(name) between 1 and 40),
  role text not null check (length(role) <= 60),
  subject text not null check (length(subject) between 1 and 100),
  agreed $int not null check (agreed in (0, 1)),
  at text not null
) $strict

create index network_teachers_network on network_teachers (network_id)
