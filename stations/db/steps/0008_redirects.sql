create table redirects (
  old_id text $binary primary key references stations (id),
  new_id text $binary not null references stations (id),
  log $int not null,
  check (old_id <> new_id)
) $clustered

create index redirects_new on redirects (new_id)
