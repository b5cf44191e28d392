create table answerable (
  station_id text $binary not null references stations (id),
  tier text not null check (tier in ('city', 'area', 'site')),
  post text not null check (length(post) <= 40),
  person text not null check (length(person) <= 40),
  phone text not null check (length(phone) <= 40),
  log $int not null,
  primary key (station_id, tier),
  check (post <> '' or person <> '')
) $clustered

create table station_words (
  station_id text $binary primary key references stations (id),
  pinyin text $binary not null,
  search text not null
) $strict
