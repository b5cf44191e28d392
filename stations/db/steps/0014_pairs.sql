create table pairs (
  id text $binary primary key check (length(id) between 1 and 32),
  strong_id text $binary not null references stations (id),
  weak_id text $binary not null references stations (id),
  began_on text not null,
  begun_by text $binary not null,
  ended_on text,
  ended_by text $binary not null,
  ended_why text not null check (length(ended_why) <= 200),
  log $int not null,
  check (strong_id <> weak_id),
  check ((ended_on is null) = (ended_why = ''))
) $strict

create unique index pairs_weak_once on pairs (weak_id) where ended_on is null

create index pairs_strong on pairs (strong_id)

create table exchanges (
  id text $binary primary key check (length(id) between 1 and 32),
  pair_id text $binary not null references pairs (id),
  day text not null,
  words text not null check (length(words) between 1 and 500),
  people $int check (people between 1 and 10000),
  by text $binary not null,
  shown text not null,
  at text not null,
  struck_at text,
  struck_why text not null check (length(struck_why) <= 200),
  log $int not null,
  check ((struck_at is null) = (struck_why = ''))
) $strict

create index exchanges_pair on exchanges (pair_id, day)
