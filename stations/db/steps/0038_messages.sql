create index log_action on log (action, number, area)

-- Up to which entry of the log somebody has read what it tells them.
create table messages_seen (
  account_id text $binary primary key references accounts (id),
  number $int not null check (number >= 0)
) $strict
