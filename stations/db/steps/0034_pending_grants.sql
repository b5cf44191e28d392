create table pending_grants (
  account_id text $binary not null references accounts (id),
  role text not null,
  area text not null check (length(area) <= 12),
  asked_by text $binary not null,
  asked_at text not null,
  primary key (account_id, role, area),
  check (asked_by <> account_id)
) $clustered
