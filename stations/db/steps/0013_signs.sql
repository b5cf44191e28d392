create table recheck_proposals (
  id text $binary primary key check (length(id) between 1 and 32),
  station_id text $binary not null references stations (id),
  cause text not null check (cause in ('term_ended', 'yearly', 'shut_confirmed', 'not_rectified')),
  period text $binary not null check (length(period) between 1 and 80),
  grounds text not null check (length(grounds) >= 1),
  at text not null,
  state text not null check (state in ('open', 'taken', 'dismissed')),
  review_id text $binary references reviews (id),
  reason text not null check (length(reason) <= 500),
  decided_by text $binary not null,
  shown text not null,
  decided_at text,
  log $int not null,
  unique (station_id, cause, period),
  check ((state = 'open') = (decided_at is null)),
  check ((state = 'taken') = (review_id is not null)),
  check (state <> 'dismissed' or length(reason) >= 1)
) $strict

create index recheck_proposals_state on recheck_proposals (state, at)

create table draws (
  id text $binary primary key check (length(id) between 1 and 32),
  cycle_id text $binary references cycles (id),
  area text not null check (length(area) between 2 and 12),
  n $int not null check (n >= 1),
  seed text $binary not null check (length(seed) between 8 and 64),
  seed_given $int not null check (seed_given in (0, 1)),
  candidates text not null,
  digest text $binary not null check (length(digest) = 64),
  by text $binary not null,
  shown text not null,
  at text not null,
  log $int not null
) $strict

create index draws_at on draws (at)

create table drawn (
  draw_id text $binary not null references draws (id),
  position $int not null check (position >= 1),
  station_id text $binary not null references stations (id),
  primary key (draw_id, position),
  unique (draw_id, station_id)
) $clustered

create index drawn_station on drawn (station_id)

-- sqlite
create trigger draws_keep before update on draws
begin select raise(abort, 'the draws are append-only'); end

-- sqlite
create trigger draws_stay before delete on draws
begin select raise(abort, 'the draws are append-only'); end

-- sqlite
create trigger drawn_keep before update on drawn
begin select raise(abort, 'the draws are append-only'); end

-- sqlite
create trigger drawn_stay before delete on drawn
begin select raise(abort, 'the draws are append-only'); end

-- postgresql
create trigger draws_keep before update or delete on draws
for each row execute function append_only()

-- postgresql
create trigger drawn_keep before update or delete on drawn
for each row execute function append_only()
