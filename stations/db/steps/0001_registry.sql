create table revision (
  id $int primary key check (id = 1),
  number $int not null
) $strict

insert into revision (id, number) values (1, 0)

create table stations (
  id text $binary primary key check (length(id) between 1 and 32),
  number text not null check (length(number) <= 32),
  name text not null check (length(name) between 1 and 60),
  aliases text not null,
  kind text not null,
  city_code text not null,
  area_code text not null,
  area_words text not null,
  district_code text not null,
  address text not null check (length(address) <= 200),
  door text not null check (length(door) <= 500),
  lat $float check (lat between -90 and 90),
  lon $float check (lon between -180 and 180),
  source_lat $float check (source_lat between -90 and 90),
  source_lon $float check (source_lon between -180 and 180),
  source_datum text not null check (source_datum in ('', 'wgs84', 'gcj02', 'bd09')),
  source_provider text not null,
  source_precision text not null,
  source_on text,
  hours text not null check (length(hours) <= 255),
  hours_staffed text not null check (length(hours_staffed) <= 255),
  hours_words text not null check (length(hours_words) <= 255),
  entry text not null,
  entry_note text not null check (length(entry_note) <= 500),
  floor_area_m2 $float check (floor_area_m2 between 0 and 100000),
  seats $int check (seats between 0 and 100000),
  build_mode text not null,
  host text not null,
  operator text not null,
  keeper_role text not null,
  public_phone text not null check (length(public_phone) <= 60),
  private_contact text not null check (length(private_contact) <= 200),
  opened_on text,
  closes_on text,
  lifecycle text not null
    check (lifecycle in ('planned', 'open', 'suspended', 'rectifying', 'closed')),
  lifecycle_reason text not null,
  lifecycle_since text,
  lifecycle_until text,
  star $int not null check (star between 0 and 5),
  star_basis text not null,
  star_on text,
  note text not null check (length(note) <= 2000),
  demo $int not null check (demo in (0, 1)),
  created_at text not null,
  updated_at text not null,
  verified_on text,
  verified_by text not null,
  version $int not null check (version >= 1),
  check ((lat is null) = (lon is null)),
  check ((source_lat is null) = (source_lon is null))
) $strict

create unique index stations_number on stations (city_code, number) where number <> ''

create index stations_area on stations (area_code)

create index stations_district on stations (district_code)

create table station_amenities (
  station_id text $binary not null references stations (id),
  amenity text not null,
  state text not null check (state in ('available', 'unavailable', 'out_of_order', 'unknown')),
  checked_on text,
  note text not null,
  hours text not null check (length(hours) <= 255),
  hours_words text not null check (length(hours_words) <= 255),
  how_to_call text not null,
  primary key (station_id, amenity)
) $clustered

create table station_honours (
  station_id text $binary not null references stations (id),
  title text not null,
  grade text not null check (grade in ('', 'national', 'provincial', 'municipal')),
  year $int not null check (year between 0 and 2100),
  primary key (station_id, title, grade, year)
) $clustered

create table station_periods (
  station_id text $binary not null references stations (id),
  position $int not null,
  lifecycle text not null,
  reason text not null,
  since text,
  until text,
  primary key (station_id, position)
) $clustered

create table station_history (
  station_id text $binary not null references stations (id),
  version $int not null,
  at text not null,
  by text not null,
  action text not null,
  reason text not null,
  changes text not null,
  primary key (station_id, version)
) $clustered

create table cards (
  station_id text $binary primary key references stations (id),
  revision $int not null,
  listed $int not null check (listed in (0, 1)),
  lat $float not null,
  lon $float not null,
  amenities text not null,
  kind text not null,
  star $int not null,
  hours text not null,
  shut_until text not null,
  opened_on text not null,
  closes_on text not null,
  area_code text not null,
  district_code text not null,
  search text not null,
  fragment text not null
) $strict

create index cards_revision on cards (revision)

create index cards_place on cards (lat, lon)

create table imports (
  id text primary key,
  at text not null,
  by text not null,
  file_name text not null,
  sha256 text not null,
  outcome text not null,
  applied $int not null,
  report text not null
) $strict

create table outlines (
  code text primary key,
  name text not null,
  shape $bytes not null,
  loaded_at text not null
) $strict

create table holidays (
  day text primary key,
  kind text not null check (kind in ('holiday', 'workday')),
  name text not null
) $strict
