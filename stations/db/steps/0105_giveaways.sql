-- What is given away at a station or another place: its rules, its cards, and a ledger that only
-- grows. The newest row of a category says what there is, so that no two hands give the same thing.
create table giveaways (
  id text $binary primary key check (length(id) between 1 and 32),
  station_id text $binary references stations (id),
  place_name text not null check (length(place_name) <= 60),
  area_code text $binary not null check (length(area_code) between 2 and 12),
  season text not null check (length(season) between 1 and 20),
  title text not null check (length(title) between 1 and 60),
  details text not null check (length(details) <= 500),
  activity_id text $binary references activities (id),
  needs_card $int not null check (needs_card in (0, 1)),
  shows_counts $int not null check (shows_counts in (0, 1)),
  state text not null check (state in ('preparing', 'open', 'closed')),
  closed_at text,
  demo $int not null check (demo in (0, 1)),
  version $int not null check (version >= 1),
  created_at text not null,
  updated_at text not null,
  check ((station_id is null) = (place_name <> '')),
  check ((state = 'closed') = (closed_at is not null))
) $strict

create index giveaways_station on giveaways (station_id)

create table giveaway_categories (
  giveaway_id text $binary not null references giveaways (id),
  code text $binary not null check (length(code) between 1 and 20),
  word text not null check (length(word) between 1 and 20),
  unit text not null check (length(unit) between 1 and 4),
  per_person $int check (per_person between 1 and 1000),
  disinfect $int not null check (disinfect in (0, 1)),
  position $int not null,
  primary key (giveaway_id, code)
) $clustered

create table giveaway_givers (
  id text $binary primary key check (length(id) between 1 and 32),
  giveaway_id text $binary not null references giveaways (id),
  name text not null check (length(name) <= 40)
) $strict

create index giveaway_givers_of on giveaway_givers (giveaway_id)

create table giveaway_cards (
  id text $binary primary key check (length(id) between 1 and 32),
  giveaway_id text $binary not null references giveaways (id),
  number $int not null check (number between 1 and 99999),
  holder text $binary not null references giveaway_cards (id),
  digest text $binary not null unique,
  state text not null check (state in ('live', 'blocked')),
  made_at text not null,
  blocked_at text,
  unique (giveaway_id, number),
  check ((state = 'blocked') = (blocked_at is not null))
) $strict

create unique index giveaway_cards_live on giveaway_cards (holder) where state = 'live'

-- seal: giveaway_cards (id)

create table giveaway_handouts (
  key text $binary primary key check (length(key) between 16 and 64),
  giveaway_id text $binary not null references giveaways (id),
  card_id text $binary references giveaway_cards (id),
  said text not null check (length(said) <= 20),
  session_id text $binary references activity_sessions (id),
  given_at text not null,
  at text not null,
  by text $binary not null check (length(by) >= 1),
  shown text not null
) $strict

create index giveaway_handouts_card on giveaway_handouts (card_id)

create index giveaway_handouts_of on giveaway_handouts (giveaway_id)

-- seal: giveaway_handouts (key)

create table giveaway_entries (
  giveaway_id text $binary not null,
  category text $binary not null,
  seq $int not null check (seq >= 1),
  kind text not null check (kind in ('in', 'disinfect', 'sort', 'give', 'out', 'counter')),
  amount $int not null check (amount between 1 and 1000000),
  source text not null,
  target text not null,
  received $int not null check (received >= 0),
  disinfected $int not null check (disinfected >= 0),
  ready $int not null check (ready >= 0),
  given $int not null check (given >= 0),
  broken $int not null check (broken >= 0),
  previous $int,
  received_before $int not null,
  disinfected_before $int not null,
  ready_before $int not null,
  given_before $int not null,
  broken_before $int not null,
  giver text $binary references giveaway_givers (id),
  handout text $binary references giveaway_handouts (key),
  corrects $int,
  form text $binary check (length(form) between 8 and 64),
  reason text not null check (length(reason) <= 200),
  at text not null,
  by text $binary not null check (length(by) >= 1),
  shown text not null,
  primary key (giveaway_id, category, seq),
  unique (giveaway_id, category, corrects),
  unique (giveaway_id, category, form),
  unique (giveaway_id, category, seq, amount, source, target),
  unique (giveaway_id, category, seq, received, disinfected, ready, given, broken),
  foreign key (giveaway_id, category) references giveaway_categories (giveaway_id, code),
  foreign key (giveaway_id, category, previous, received_before, disinfected_before, ready_before,
    given_before, broken_before)
    references giveaway_entries (giveaway_id, category, seq, received, disinfected, ready, given,
    broken),
  foreign key (giveaway_id, category, corrects, amount, target, source)
    references giveaway_entries (giveaway_id, category, seq, amount, source, target),
  check ((seq = 1 and previous is null and received_before = 0 and disinfected_before = 0
      and ready_before = 0 and given_before = 0 and broken_before = 0)
    or (seq > 1 and previous is not null and previous = seq - 1)),
  check ((kind = 'in' and source = 'outside' and target in ('received', 'disinfected', 'ready'))
    or (kind = 'disinfect' and source = 'received' and target = 'disinfected')
    or (kind = 'sort' and source in ('received', 'disinfected') and target = 'ready')
    or (kind = 'give' and source = 'ready' and target = 'given' and handout is not null)
    or (kind = 'out' and source in ('received', 'disinfected', 'ready') and target = 'broken')
    or kind = 'counter'),
  check ((kind = 'counter') = (corrects is not null)),
  check (kind not in ('out', 'counter') or reason <> ''),
  check (received = received_before - case when source = 'received' then amount else 0 end
    + case when target = 'received' then amount else 0 end),
  check (disinfected = disinfected_before - case when source = 'disinfected' then amount else 0 end
    + case when target = 'disinfected' then amount else 0 end),
  check (ready = ready_before - case when source = 'ready' then amount else 0 end
    + case when target = 'ready' then amount else 0 end),
  check (given = given_before - case when source = 'given' then amount else 0 end
    + case when target = 'given' then amount else 0 end),
  check (broken = broken_before - case when source = 'broken' then amount else 0 end
    + case when target = 'broken' then amount else 0 end)
) $strict

create index giveaway_entries_handout on giveaway_entries (handout)

-- seal: giveaway_entries (giveaway_id, category, seq)

-- sqlite
create trigger giveaway_entries_keep before update on giveaway_entries
begin select raise(abort, 'the ledger is append-only'); end

-- sqlite
create trigger giveaway_entries_stay before delete on giveaway_entries
begin select raise(abort, 'the ledger is append-only'); end

-- sqlite
create trigger giveaway_handouts_keep before update on giveaway_handouts
begin select raise(abort, 'the hand-outs are append-only'); end

-- sqlite
create trigger giveaway_handouts_stay before delete on giveaway_handouts
begin select raise(abort, 'the hand-outs are append-only'); end

-- postgresql
create trigger giveaway_entries_keep before update or delete on giveaway_entries
for each row execute function append_only()

-- postgresql
create trigger giveaway_handouts_keep before update or delete on giveaway_handouts
for each row execute function append_only()

create table giveaway_differences (
  handout text $binary not null references giveaway_handouts (key),
  category text $binary not null,
  reason text not null check (reason in ('stock', 'limit', 'closed', 'blocked', 'unknown')),
  giveaway_id text $binary not null,
  amount $int not null check (amount between 1 and 1000000),
  outcome text not null check (outcome in ('open', 'booked', 'dropped')),
  words text not null check (length(words) <= 200),
  decided_at text,
  decided_by text $binary not null,
  shown text not null,
  primary key (handout, category, reason),
  foreign key (giveaway_id, category) references giveaway_categories (giveaway_id, code),
  check ((outcome = 'open') = (decided_at is null))
) $clustered

create index giveaway_differences_open on giveaway_differences (giveaway_id, outcome)

-- seal: giveaway_differences (handout, category, reason)
