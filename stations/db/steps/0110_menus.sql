-- What a station, a district or a network lets workers choose from; what became of each item.
create table menus (
  id text $binary primary key check (length(id) between 1 and 32),
  title text not null check (length(title) between 1 and 60),
  words text not null check (length(words) <= 500),
  offerer text not null check (offerer in ('station', 'area', 'network')),
  station_id text $binary references stations (id),
  network_id text $binary not null,
  area_code text $binary not null check (length(area_code) <= 12),
  from_at text not null,
  until_at text not null,
  choices $int not null check (choices between 1 and 20),
  withdrawn text not null check (length(withdrawn) <= 200),
  demo $int not null check (demo in (0, 1)),
  version $int not null check (version >= 1),
  created_at text not null,
  check (from_at < until_at),
  check ((offerer = 'station') = (station_id is not null)),
  check ((offerer = 'network') = (network_id <> ''))
) $strict

create index menus_area on menus (area_code, until_at)

create index menus_station on menus (station_id)

create table menu_items (
  menu_id text $binary not null references menus (id),
  number $int not null check (number between 1 and 60),
  title text not null check (length(title) between 1 and 60),
  kind text not null,
  details text not null check (length(details) <= 200),
  outcome text not null check (outcome in ('', 'activity', 'unable')),
  activity_id text $binary not null,
  reason text not null check (length(reason) <= 200),
  voters $int check (voters >= 0),
  others $int check (others >= 0),
  primary key (menu_id, number),
  check ((outcome = 'activity') = (activity_id <> '')),
  check (outcome <> 'unable' or reason <> '')
) $clustered

create unique index menu_items_activity on menu_items (activity_id) where activity_id <> ''

create table menu_votes (
  menu_id text $binary not null references menus (id),
  device text $binary not null,
  picks text not null,
  place text $binary not null,
  day text not null,
  weight $int not null check (weight between 0 and 100),
  at text not null,
  primary key (menu_id, device)
) $clustered

create table menu_wishes (
  id text $binary primary key,
  menu_id text $binary not null references menus (id),
  device text $binary not null,
  words text not null check (length(words) <= 100),
  state text not null check (state in ('new', 'listed', 'unable')),
  item $int,
  reason text not null check (length(reason) <= 200),
  at text not null,
  check ((state = 'listed') = (item is not null)),
  check (state <> 'unable' or reason <> '')
) $strict

create index menu_wishes_menu on menu_wishes (menu_id, state, at)

-- seal: menus (id)

-- seal: menu_items (menu_id, number)
