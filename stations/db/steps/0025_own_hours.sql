alter table station_amenities
add column reachable $int not null default 0 check (reachable in (0, 1))

alter table cards add column opening text not null default ''

alter table cards drop column hours

alter table cards drop column closures

alter table cards drop column opened_on

alter table cards drop column closes_on
