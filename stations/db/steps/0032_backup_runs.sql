-- When a backup or a drill was tried, and what came of it: the age of the last good one is watched.
create table backup_runs (
  at text not null,
  kind text not null check (kind in ('backup', 'drill')),
  file text not null,
  bytes $int not null check (bytes >= 0),
  good $int not null check (good in (0, 1)),
  words text not null
) $strict

create index backup_runs_at on backup_runs (kind, at)
