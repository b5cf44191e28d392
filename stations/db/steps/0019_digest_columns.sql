create table digest_columns (
  number $int primary key check (number >= 1),
  columns text not null unique
) $strict

-- What the digests of all entries up to now cover.
insert into digest_columns (number, columns) values (1,
  '{"stations":["id","number","name","aliases","kind","city_code","area_code",' ||
  '"area_words","district_code","address","door","lat","lon","source_lat","source_lon",' ||
  '"source_datum","source_provider","source_precision","source_on","hours",' ||
  '"hours_staffed","hours_words","entry","entry_note","floor_area_m2","seats",' ||
  '"build_mode","host","operator","keeper_role","public_phone","opened_on","closes_on",' ||
  '"lifecycle","lifecycle_reason","lifecycle_since","lifecycle_until","star",' ||
  '"star_basis","star_on","demo","created_at","updated_at","verified_on","verified_by",' ||
  '"reported_shut","version"],"station_amenities":["station_id","amenity","state",' ||
  '"checked_on","note","hours","hours_words","how_to_call"],' ||
  '"station_honours":["station_id","title","grade","year"],' ||
  '"station_periods":["station_id","position","lifecycle","reason","since","until"]}'
)

alter table station_history add column digest_columns $int not null default 1
