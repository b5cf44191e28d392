create table star_lists (
  id text $binary primary key check (length(id) between 1 and 32),
  account_id text $binary not null,
  shown text not null,
  at text not null,
  area text not null check (length(area) <= 12),
  file_name text not null check (length(file_name) <= 200),
  content text not null,
  refused $int not null check (refused >= 0),
  applied_at text,
  log $int not null,
  undone_at text,
  undone_log $int not null,
  check (undone_at is null or applied_at is not null)
) $strict

create index star_lists_at on star_lists (at)

create table earlier_awards (
  list_id text $binary not null references star_lists (id),
  station_id text $binary not null references stations (id),
  stars $int not null check (stars between 1 and 5),
  basis text not null check (length(basis) between 1 and 200),
  on_day text not null check (on_day between '1949-01-01' and '2100-12-31'),
  until_day text not null check (until_day between on_day and '2199-12-31'),
  level_before $int check (level_before between 1 and 5),
  basis_before text not null,
  on_before text,
  log $int not null,
  undone $int not null check (undone in (0, 1)),
  primary key (list_id, station_id)
) $clustered

create unique index earlier_awards_once on earlier_awards (station_id) where undone = 0

-- seal: star_lists (id)

-- seal: earlier_awards (list_id, station_id)
