-- Which entries of the log are about stations of an area, of every size up to the country: how many
-- stations, and one of them. Pages of changes read it from its end, whatever happened elsewhere.
create table history_areas (
  area text $binary not null,
  log $int not null,
  n $int not null check (n >= 1),
  first_id text $binary not null,
  primary key (area, log)
) $clustered

insert into history_areas (area, log, n, first_id)
with held as (
  select h.log, s.area_code, s.district_code, count(*) as n, min(h.station_id) as first_id
  from station_history h join stations s on s.id = h.station_id
  group by h.log, s.area_code, s.district_code
)
select area, log, sum(n), min(first_id) from (
  select log, area_code, district_code, substr(area_code, 1, 0) as area, n, first_id from held union
  select log, area_code, district_code, substr(area_code, 1, 2) as area, n, first_id from held union
  select log, area_code, district_code, substr(area_code, 1, 4) as area, n, first_id from held union
  select log, area_code, district_code, substr(area_code, 1, 6) as area, n, first_id from held union
  select log, area_code, district_code, substr(area_code, 1, 9) as area, n, first_id from held union
  select log, area_code, district_code, substr(area_code, 1, 12) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 0) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 2) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 4) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 6) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 9) as area, n, first_id from held union
  select log, area_code, district_code, substr(district_code, 1, 12) as area, n, first_id from held
) every group by area, log
