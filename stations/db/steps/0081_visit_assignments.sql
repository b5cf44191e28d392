-- Who goes to a station for a review, and on which day.
create table visit_assignments (
  review_id text $binary primary key references reviews (id),
  account_id text $binary not null references accounts (id),
  day text not null,
  by text $binary not null,
  at text not null,
  log $int not null
) $strict

create index visit_assignments_account on visit_assignments (account_id, day)
