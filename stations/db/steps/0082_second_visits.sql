-- Lots of visits that a second person repeats: each is kept with its seed, drawn or not.
create table second_draws (
  review_id text $binary not null references reviews (id),
  version $int not null check (version >= 0),
  seed text $binary not null check (length(seed) between 8 and 64),
  percent $int not null check (percent between 1 and 100),
  drawn $int not null check (drawn in (0, 1)),
  at text not null,
  log $int not null,
  primary key (review_id, version)
) $clustered

-- sqlite
create trigger second_draws_keep before update on second_draws
begin select raise(abort, 'the draws are append-only'); end

-- sqlite
create trigger second_draws_stay before delete on second_draws
begin select raise(abort, 'the draws are append-only'); end

-- postgresql
create trigger second_draws_keep before update or delete on second_draws
for each row execute function append_only()

-- seal: second_draws (review_id, version)
