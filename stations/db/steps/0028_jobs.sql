create table jobs (
  id text primary key,
  kind text not null check (kind in ('judge', 'import', 'undo')),
  subject text not null,
  account_id text not null references accounts (id),
  area text not null,
  at text not null,
  given text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  words text not null,
  percent $int not null check (percent between 0 and 100),
  beat $int not null,
  tries $int not null,
  outcome text not null
) $strict

create index jobs_state on jobs (state, at)

create index jobs_subject on jobs (subject, at)
