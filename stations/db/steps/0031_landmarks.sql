-- Places that people know by name, by city and source: a source is replaced as a whole.
create table landmark_sets (
  city text not null check (length(city) = 4),
  source text not null check (source <> ''),
  attribution text not null default '',
  readings text not null,
  digest text not null,
  loaded_at text not null,
  primary key (city, source)
) $strict

create table landmarks (
  city text not null,
  source text not null,
  position $int not null,
  name text not null check (name <> ''),
  aliases text not null default '',
  kind text not null,
  lat $float not null check (lat between -90 and 90),
  lon $float not null check (lon between -180 and 180),
  about $int not null default 0 check (about in (0, 1)),
  primary key (city, source, position),
  foreign key (city, source) references landmark_sets (city, source)
) $strict
