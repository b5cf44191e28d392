alter table reports add column witness $int not null default 1 check (witness in (0, 1, 2))
