-- Who came to a session, noted at the door. The id is made by the phone that noted it; a person
-- counts once, and goes on counting without a name when the sign-up is erased.
create table arrivals (
  id text $binary primary key check (length(id) = 32),
  session_id text $binary not null references activity_sessions (id),
  signup_id text $binary references signups (id) on delete set null,
  found text not null check (
    found in ('signed_up', 'waiting', 'cancelled', 'gone', 'walk_in', 'off')
  ),
  at text not null,
  phone_at text not null,
  received_at text not null,
  phone text not null check (length(phone) = 32),
  account_id text $binary not null,
  taken_back_at text
) $strict

create index arrivals_session on arrivals (session_id, at)

create index arrivals_signup on arrivals (signup_id)

create unique index arrivals_once on arrivals (signup_id)
where signup_id is not null and taken_back_at is null
