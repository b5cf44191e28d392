-- The last day that a person has named for one review, in place of the usual one.
alter table reviews add column extended_until text

-- sqlite
-- A cycle that nobody took part in is cancelled with a reason, and another one of its year opened.
pragma defer_foreign_keys = on

-- sqlite
create temporary table cycles_kept as select * from cycles

-- sqlite
drop table cycles

-- sqlite
create table cycles (
  id text primary key check (length(id) between 1 and 32),
  scheme text not null,
  scheme_text text not null,
  year integer not null check (year between 2000 and 2099),
  area text not null check (length(area) between 2 and 12),
  apply_until text not null,
  opened_at text not null,
  opened_by text not null,
  closed_at text,
  demo integer not null check (demo in (0, 1)),
  cancelled text not null default '' check (cancelled = '' or closed_at is not null)
) strict

-- sqlite
insert into cycles (id, scheme, scheme_text, year, area, apply_until, opened_at, opened_by,
  closed_at, demo)
select id, scheme, scheme_text, year, area, apply_until, opened_at, opened_by, closed_at, demo
from cycles_kept

-- sqlite
drop table cycles_kept

-- postgresql
alter table cycles drop constraint cycles_area_year_key

-- postgresql
alter table cycles add column cancelled text not null default ''
check (cancelled = '' or closed_at is not null)

-- postgresql
drop trigger cycles_sealed on cycles

-- seal: cycles (id)

create unique index cycles_one_a_year on cycles (area, year) where cancelled = ''
