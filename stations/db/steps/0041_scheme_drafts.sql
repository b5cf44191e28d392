-- Schemes written at the desk: drafts, and the versions that a second person confirmed.
create table scheme_drafts (
  id text $binary primary key check (length(id) between 1 and 32),
  area text not null check (length(area) between 2 and 12),
  text text not null check (length(text) <= 200000),
  author text $binary not null references accounts (id),
  written_at text not null,
  version $int not null check (version >= 1),
  state text not null check (state in ('draft', 'confirmed', 'withdrawn')),
  scheme_key text unique,
  decided_by text $binary references accounts (id),
  decided_at text,
  check ((state = 'draft') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  check ((state = 'confirmed') = (scheme_key is not null)),
  check (state <> 'confirmed' or decided_by <> author)
) $strict
