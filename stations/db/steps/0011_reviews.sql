create table cycles (
  id text $binary primary key check (length(id) between 1 and 32),
  scheme text not null,
  scheme_text text not null,
  year $int not null check (year between 2000 and 2099),
  area text not null check (length(area) between 2 and 12),
  apply_until text not null,
  opened_at text not null,
  opened_by text $binary not null,
  closed_at text,
  demo $int not null check (demo in (0, 1)),
  unique (area, year)
) $strict

create table reviews (
  id text $binary primary key check (length(id) between 1 and 32),
  cycle_id text $binary not null references cycles (id),
  station_id text $binary not null references stations (id),
  scheme text not null,
  kind text not null check (kind in ('application', 'recheck')),
  state text not null,
  version $int not null check (version >= 1),
  applicant text $binary not null,
  checker text $binary not null,
  inspector text $binary not null,
  decider text $binary not null,
  stars $int not null check (stars between 0 and 5),
  points $int check (points between 0 and 1000),
  veto text not null,
  due_on text,
  notice_from text,
  notice_until text,
  decided_at text,
  moved_at text not null,
  check (applicant = '' or applicant not in (checker, inspector, decider)),
  check (checker = '' or checker not in (inspector, decider)),
  check (inspector = '' or inspector <> decider),
  check (state <> 'awarded' or (applicant <> '' and inspector <> '' and decider <> '' and stars >= 1
    and notice_until is not null and (checker <> '' or kind = 'recheck')))
) $strict

create index reviews_cycle on reviews (cycle_id, state)

create unique index reviews_one_at_a_time on reviews (station_id)
where state not in ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed')

create table review_steps (
  review_id text $binary not null references reviews (id),
  number $int not null check (number >= 1),
  step text not null,
  before text not null,
  after text not null,
  by text $binary not null,
  shown text not null,
  at text not null,
  reason text not null,
  log $int not null,
  primary key (review_id, number)
) $clustered

create table review_points (
  review_id text $binary not null references reviews (id),
  visit $int not null check (visit >= 0),
  criterion text not null,
  points $int not null check (points between 0 and 1000),
  proposed $int check (proposed between 0 and 1000),
  grounds text not null,
  note text not null check (length(note) <= 500),
  by text $binary not null,
  at text not null,
  primary key (review_id, visit, criterion)
) $clustered

create table review_photos (
  review_id text $binary not null references reviews (id),
  visit $int not null check (visit >= 0),
  criterion text not null,
  photo text $binary not null,
  by text $binary not null,
  at text not null,
  primary key (review_id, visit, criterion, photo)
) $clustered

create table inspections (
  id text $binary primary key check (length(id) between 8 and 64),
  review_id text $binary not null references reviews (id),
  visit $int not null check (visit >= 0),
  version $int not null,
  digest text $binary not null,
  by text $binary not null,
  near text not null check (near in ('near', 'far', 'unknown')),
  phone_at text not null,
  at text not null,
  note text not null check (length(note) <= 1000),
  counted $int not null check (counted in (0, 1)),
  body text not null
) $strict

create index inspections_review on inspections (review_id, visit)

create table objections (
  id text $binary primary key check (length(id) between 1 and 32),
  review_id text $binary not null references reviews (id),
  receipt text $binary not null unique check (length(receipt) = 64),
  words text not null check (length(words) between 1 and 1000),
  at text not null,
  due_on text,
  state text not null check (state in ('new', 'upheld', 'rejected')),
  reply text not null check (length(reply) <= 1000),
  answered_by text $binary not null,
  answered_at text,
  check ((state = 'new') = (answered_at is null))
) $strict

create index objections_review on objections (review_id, state)

create table awards (
  station_id text $binary not null references stations (id),
  number $int not null check (number >= 1),
  review_id text $binary not null unique references reviews (id),
  scheme text not null,
  basis text not null,
  stars $int not null check (stars between 0 and 5),
  on_day text not null,
  until_day text,
  log $int not null,
  primary key (station_id, number),
  check ((stars = 0) = (until_day is null))
) $clustered

create table quota_choices (
  cycle_id text $binary not null references cycles (id),
  stars $int not null,
  review_id text $binary not null references reviews (id),
  reason text not null check (length(reason) >= 1),
  by text $binary not null,
  at text not null,
  log $int not null,
  primary key (cycle_id, stars, review_id)
) $clustered

-- sqlite
create trigger review_steps_keep before update on review_steps
begin select raise(abort, 'the steps are append-only'); end

-- sqlite
create trigger review_steps_stay before delete on review_steps
begin select raise(abort, 'the steps are append-only'); end

-- sqlite
create trigger awards_keep before update on awards
begin select raise(abort, 'the awards are append-only'); end

-- sqlite
create trigger awards_stay before delete on awards
begin select raise(abort, 'the awards are append-only'); end

-- postgresql
create trigger review_steps_keep before update or delete on review_steps
for each row execute function append_only()

-- postgresql
create trigger awards_keep before update or delete on awards
for each row execute function append_only()
