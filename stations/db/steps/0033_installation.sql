-- What all nodes of one installation agree on.
create table installation (
  name text not null primary key check (name <> ''),
  value text not null
) $strict
