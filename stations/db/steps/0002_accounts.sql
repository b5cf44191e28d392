create table accounts (
  id text $binary primary key check (length(id) between 1 and 32),
  name text $binary not null unique check (length(name) between 2 and 40),
  shown text not null check (length(shown) between 1 and 40),
  password text not null,
  must_change $int not null check (must_change in (0, 1)),
  totp_secret text not null,
  totp_step $int not null,
  disabled $int not null check (disabled in (0, 1)),
  demo $int not null check (demo in (0, 1)),
  created_at text not null,
  changed_at text not null
) $strict

create table account_grants (
  account_id text $binary not null references accounts (id),
  role text not null,
  area text not null check (length(area) <= 12),
  station_id text $binary not null,
  primary key (account_id, role, area, station_id),
  check (area = '' or station_id = '')
) $clustered

create table sessions (
  id text $binary primary key check (length(id) = 64),
  account_id text $binary not null references accounts (id),
  opened_at text not null,
  seen_at text not null
) $strict

create index sessions_account on sessions (account_id)

create table attempts (
  id text $binary not null,
  bucket text $binary not null,
  at text not null,
  primary key (bucket, id)
) $clustered

create index attempts_time on attempts (bucket, at)
