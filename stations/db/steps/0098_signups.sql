-- Who comes to a session. The person is encrypted; marks are keyed digests of the phone number,
-- others for each session. What hangs on a sign-up goes with it: `on delete cascade`.
create table signups (
  id text $binary primary key check (length(id) between 1 and 32),
  session_id text $binary not null references activity_sessions (id),
  number $int not null check (number >= 1),
  state text not null check (state in ('in', 'waiting', 'offered', 'cancelled', 'lapsed')),
  receipt text not null unique,
  phone_mark text not null,
  tail_mark text not null,
  device text not null,
  person $bytes not null,
  at text not null,
  state_at text not null,
  confirm_by text,
  reason text not null check (length(reason) <= 200),
  unique (session_id, number),
  check ((state = 'offered') = (confirm_by is not null))
) $strict

create unique index signups_once on signups (session_id, phone_mark)
where state in ('in', 'waiting', 'offered')

create index signups_line on signups (session_id, state, number)

create index signups_tail on signups (session_id, tail_mark)

create index signups_confirm on signups (confirm_by) where confirm_by is not null

-- How many, counted by the triggers below; the row is what sign-ups of one session wait for.
create table signup_counts (
  session_id text $binary primary key references activity_sessions (id),
  taken $int not null check (taken >= 0),
  waiting $int not null check (waiting >= 0),
  came_to $int
) $clustered

-- What a session asks of those who sign up, and how full it is.
create view signup_sessions as
select t.id, t.activity_id, a.title, a.area_code, a.state as activity_state, a.state_reason,
  a.who, a.code_digest, t.starts_at, t.ends_at, t.capacity, t.waiting as line, t.opens_at,
  t.closes_at, t.state, t.reason, t.moved_from, coalesce(c.taken, 0) as taken,
  coalesce(c.waiting, 0) as waiting
from activity_sessions t join activities a on a.id = t.activity_id
left join signup_counts c on c.session_id = t.id

-- sqlite
create trigger signups_new after insert on signups begin
  insert into signup_counts (session_id, taken, waiting) values (new.session_id, 0, 0)
  on conflict (session_id) do nothing;
  update signup_counts set taken = taken + (new.state in ('in', 'offered')),
    waiting = waiting + (new.state = 'waiting') where session_id = new.session_id;
end

-- sqlite
create trigger signups_changed after update of state on signups begin
  update signup_counts set
    taken = taken + (new.state in ('in', 'offered')) - (old.state in ('in', 'offered')),
    waiting = waiting + (new.state = 'waiting') - (old.state = 'waiting')
  where session_id = new.session_id;
end

-- sqlite
create trigger signups_gone after delete on signups begin
  update signup_counts set taken = taken - (old.state in ('in', 'offered')),
    waiting = waiting - (old.state = 'waiting') where session_id = old.session_id;
end

-- sqlite
create trigger signups_stay before update of session_id on signups
begin select raise(abort, 'a sign-up stays in its session'); end

-- sqlite
create trigger signups_fit before update on signup_counts begin
  select raise(abort, 'no place left') where new.taken > old.taken and new.taken >
    (select coalesce(capacity, 0) from activity_sessions where id = new.session_id);
  select raise(abort, 'the waiting list is full') where new.waiting > old.waiting and new.waiting >
    (select waiting from activity_sessions where id = new.session_id);
end

-- sqlite
create trigger sessions_hold_signups before update of capacity on activity_sessions begin
  select raise(abort, 'more have signed up') where coalesce(new.capacity, 0) <
    (select taken from signup_counts where session_id = new.id);
end

-- postgresql
create function signups_counted() returns trigger language plpgsql as '
declare session text; places bigint := 0; line bigint := 0;
begin
  if tg_op <> ''INSERT'' then
    session := old.session_id;
    places := places - (old.state in (''in'', ''offered''))::int;
    line := line - (old.state = ''waiting'')::int;
  end if;
  if tg_op <> ''DELETE'' then
    if tg_op = ''UPDATE'' and new.session_id <> old.session_id then
      raise exception ''a sign-up stays in its session'';
    end if;
    session := new.session_id;
    places := places + (new.state in (''in'', ''offered''))::int;
    line := line + (new.state = ''waiting'')::int;
    insert into signup_counts (session_id, taken, waiting) values (session, 0, 0)
    on conflict (session_id) do nothing;
  end if;
  update signup_counts set taken = taken + places, waiting = waiting + line
  where session_id = session;
  return null;
end'

-- postgresql
create trigger signups_counted after insert or update of state, session_id or delete on signups
for each row execute function signups_counted()

-- postgresql
create function signups_fit() returns trigger language plpgsql as '
declare session record;
begin
  select coalesce(capacity, 0) as capacity, waiting into session
  from activity_sessions where id = new.session_id;
  if new.taken > old.taken and new.taken > session.capacity then
    raise exception ''no place left'';
  end if;
  if new.waiting > old.waiting and new.waiting > session.waiting then
    raise exception ''the waiting list is full'';
  end if;
  return new;
end'

-- postgresql
create trigger signups_fit before update on signup_counts
for each row execute function signups_fit()

-- postgresql
create function sessions_hold_signups() returns trigger language plpgsql as '
declare places bigint;
begin
  select taken into places from signup_counts where session_id = new.id for update;
  if coalesce(new.capacity, 0) < places then
    raise exception ''more have signed up'';
  end if;
  return new;
end'

-- postgresql
create trigger sessions_hold_signups before update of capacity on activity_sessions
for each row execute function sessions_hold_signups()
