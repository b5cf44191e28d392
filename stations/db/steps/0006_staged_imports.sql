create table staged_imports (
  id text $binary primary key check (length(id) between 1 and 32),
  account_id text $binary not null references accounts (id),
  at text not null,
  file_name text not null check (length(file_name) <= 200),
  content $bytes not null,
  datum text not null check (datum in ('', 'wgs84', 'gcj02', 'bd09')),
  area text not null check (length(area) <= 12),
  sheet text not null,
  mapping text not null
) $strict

create index staged_imports_at on staged_imports (at)

create table column_mappings (
  area text not null check (length(area) <= 12),
  title text $binary not null check (length(title) <= 200),
  key text not null,
  primary key (area, title)
) $clustered

alter table imports add column area text not null default ''

alter table imports add column log $int not null default 0

alter table imports add column undone $int not null default 0

create index imports_at on imports (at)
