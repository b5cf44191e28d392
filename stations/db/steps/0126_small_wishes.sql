-- A thing or a help that a worker wishes for; who it is stands nowhere but in `contact`, encrypted.
create table small_wishes (
  id text $binary primary key check (length(id) between 1 and 32),
  station_id text $binary not null references stations (id),
  area_code text $binary not null,
  kind text not null check (kind in ('thing', 'help')),
  title text not null check (length(title) <= 60),
  details text not null check (length(details) <= 200),
  contact $bytes,
  receipt text $binary not null unique check (length(receipt) = 64),
  state text not null
    check (state in ('new', 'published', 'taken', 'fulfilled', 'declined', 'cancelled')),
  giver text not null check (length(giver) <= 60),
  reason text not null check (length(reason) <= 200),
  asked_at text not null,
  published_at text,
  fulfilled_on text,
  ended_at text,
  demo $int not null check (demo in (0, 1)),
  version $int not null check (version >= 1),
  check ((state = 'fulfilled') = (fulfilled_on is not null)),
  check ((state in ('fulfilled', 'declined', 'cancelled')) = (ended_at is not null)),
  check (state not in ('taken', 'fulfilled') or (giver <> '' and published_at is not null)),
  check (state not in ('declined', 'cancelled') or reason <> '')
) $strict

create index small_wishes_area on small_wishes (area_code, state)

create index small_wishes_station on small_wishes (station_id, state)

-- seal: small_wishes (id)
