-- Webhooks of areas. The secret of one is never shown again.
create table hooks (
  id text $binary primary key check (length(id) between 8 and 32),
  area text $binary not null check (length(area) between 2 and 12),
  preset text not null check (preset in ('plain', 'wecom', 'dingtalk')),
  url text not null check (length(url) <= 500),
  secret text not null check (length(secret) <= 200),
  kinds text not null,
  since $int not null,
  set_by text $binary not null,
  set_at text not null
) $strict

create index hooks_area on hooks (area)

-- Which messages each account wants by e-mail; `trouble` is why its address takes none.
create table mail_choices (
  account_id text $binary primary key references accounts (id),
  address text not null check (length(address) <= 120),
  kinds text not null,
  since $int not null,
  trouble text not null
) $strict

-- Messages on their way out: made in the transaction that moves the cursor over the log.
create table outbox (
  id text $binary primary key check (length(id) = 32),
  way text not null check (way in ('mail', 'hook')),
  target text $binary not null,
  cause text $binary not null,
  title text not null,
  body text not null,
  made $int not null,
  due $int not null,
  tries $int not null check (tries >= 0),
  state text not null check (state in ('waiting', 'sent', 'given_up')),
  trouble text not null,
  ended $int,
  unique (cause, way, target),
  check ((state = 'waiting') = (ended is null))
) $strict

create index outbox_due on outbox (state, due)

create index outbox_target on outbox (way, target, state)

-- Up to where the log was read, who sends now and until when, and of which Monday the digest was made.
create table notifier (
  name text not null primary key check (name in ('log', 'lease', 'digest')),
  number $int not null,
  holder text not null
) $strict
