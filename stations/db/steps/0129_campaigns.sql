-- A season over many stations: what each is to get, and what came there. What was delivered is only
-- added to; a slip is taken back by a row of its own.
create table campaigns (
  id text $binary primary key check (length(id) between 1 and 32),
  title text not null check (length(title) between 1 and 60),
  kind text not null,
  area_code text not null,
  from_on text not null,
  until_on text not null,
  details text not null check (length(details) <= 2000),
  closed $int not null check (closed in (0, 1)),
  shown $int not null check (shown in (0, 1)),
  demo $int not null check (demo in (0, 1)),
  version $int not null check (version >= 1),
  created_at text not null,
  updated_at text not null,
  check (from_on <= until_on)
) $strict

create index campaigns_area on campaigns (area_code)

-- seal: campaigns (id)

create table campaign_supplies (
  campaign_id text $binary not null references campaigns (id),
  number $int not null check (number between 1 and 12),
  word text not null check (length(word) between 1 and 20),
  unit text not null check (length(unit) between 1 and 4),
  primary key (campaign_id, number)
) $clustered

-- seal: campaign_supplies (campaign_id, number)

create table campaign_plans (
  campaign_id text $binary not null references campaigns (id),
  station_id text $binary not null references stations (id),
  number $int not null,
  amount $int not null check (amount between 0 and 100000),
  primary key (campaign_id, station_id, number),
  foreign key (campaign_id, number) references campaign_supplies (campaign_id, number)
) $clustered

create index campaign_plans_station on campaign_plans (station_id)

-- seal: campaign_plans (campaign_id, station_id, number)

create table campaign_deliveries (
  id text $binary primary key check (length(id) between 1 and 32),
  campaign_id text $binary not null references campaigns (id),
  station_id text $binary not null references stations (id),
  number $int not null,
  amount $int not null check (amount between -100000 and 100000 and amount <> 0),
  day text not null,
  note text not null check (length(note) <= 200),
  photo text not null check (length(photo) in (0, 32)),
  form text $binary not null check (length(form) between 1 and 64),
  corrects text $binary unique references campaign_deliveries (id),
  "by" text not null,
  shown text not null,
  at text not null,
  unique (form, number),
  foreign key (campaign_id, number) references campaign_supplies (campaign_id, number),
  check ((corrects is null) = (amount > 0))
) $strict

create index campaign_deliveries_of on campaign_deliveries (campaign_id, station_id)

create index campaign_deliveries_station on campaign_deliveries (station_id)

-- seal: campaign_deliveries (id)
