create table own_phones (
  id text $binary primary key,
  account_id text $binary not null references accounts (id),
  token text not null,
  earlier text not null,
  label text not null,
  bound_at text not null,
  rotated_at text not null
) $strict

create index own_phones_account on own_phones (account_id)

alter table sessions add column phone text not null default ''
