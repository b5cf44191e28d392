-- Which form the derived rows of a station have; an older one is written anew.
alter table station_words add column form text not null default ''
