-- sqlite
-- Who keeps a station neither judges nor pays for it: NOT_FOR_OWN in stations/accounts/roles.py.
create trigger review_steps_not_by_keepers before insert on review_steps
when new.step not in ('submit', 'appeal', 'rectified', 'withdraw') and exists (
  select 1 from account_grants g join reviews r on r.station_id = g.station_id
  where r.id = new.review_id and g.account_id = new.by)
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger reviews_not_by_keepers before update on reviews
when exists (select 1 from account_grants g where g.station_id = new.station_id
  and ((g.account_id = new.checker and new.checker <> old.checker)
    or (g.account_id = new.inspector and new.inspector <> old.inspector)
    or (g.account_id = new.decider and new.decider <> old.decider)
    or (g.account_id = new.vetoer and new.vetoer <> old.vetoer)))
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger reviews_added_not_by_keepers before insert on reviews
when exists (select 1 from account_grants g where g.station_id = new.station_id
  and g.account_id in (new.checker, new.inspector, new.decider, new.vetoer,
    case new.kind when 'recheck' then new.applicant end))
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger inspections_not_by_keepers before insert on inspections
when exists (select 1 from account_grants g join reviews r on r.station_id = g.station_id
  where r.id = new.review_id and g.account_id = new.by)
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger objections_not_by_keepers before update on objections
when new.answered_by <> old.answered_by and exists (
  select 1 from account_grants g join reviews r on r.station_id = g.station_id
  where r.id = new.review_id and g.account_id = new.answered_by)
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger quota_choices_not_by_keepers before insert on quota_choices
when exists (select 1 from account_grants g join reviews r on r.station_id = g.station_id
  where r.id = new.review_id and g.account_id = new.by)
begin select raise(abort, 'check constraint: a keeper judges the own station'); end

-- sqlite
create trigger money_rows_not_by_keepers before insert on money_rows
when exists (select 1 from account_grants g
  where g.station_id = new.station_id and g.account_id = new.by)
begin select raise(abort, 'check constraint: a keeper pays for the own station'); end

-- postgresql
create function refuse_keeper() returns trigger language plpgsql
as 'begin
  raise exception using errcode = ''check_violation'',
    message = ''check constraint: a keeper judges or pays for the own station'';
end'

-- postgresql
create function keeps(account text, station text) returns boolean language sql stable
as 'select account <> '''' and exists (select 1 from account_grants g
  where g.station_id = station and g.account_id = account)'

-- postgresql
create function keeps_reviewed(account text, review text) returns boolean language sql stable
as 'select account <> '''' and exists (select 1 from account_grants g
  join reviews r on r.station_id = g.station_id where r.id = review and g.account_id = account)'

-- postgresql
create trigger review_steps_not_by_keepers before insert on review_steps for each row
when (new.step not in ('submit', 'appeal', 'rectified', 'withdraw')
  and keeps_reviewed(new."by", new.review_id)) execute function refuse_keeper()

-- postgresql
create trigger reviews_not_by_keepers before update on reviews for each row
when ((new.checker <> old.checker and keeps(new.checker, new.station_id))
  or (new.inspector <> old.inspector and keeps(new.inspector, new.station_id))
  or (new.decider <> old.decider and keeps(new.decider, new.station_id))
  or (new.vetoer <> old.vetoer and keeps(new.vetoer, new.station_id)))
execute function refuse_keeper()

-- postgresql
create trigger reviews_added_not_by_keepers before insert on reviews for each row
when (keeps(new.checker, new.station_id) or keeps(new.inspector, new.station_id)
  or keeps(new.decider, new.station_id) or keeps(new.vetoer, new.station_id)
  or (new.kind = 'recheck' and keeps(new.applicant, new.station_id)))
execute function refuse_keeper()

-- postgresql
create trigger inspections_not_by_keepers before insert on inspections for each row
when (keeps_reviewed(new."by", new.review_id)) execute function refuse_keeper()

-- postgresql
create trigger objections_not_by_keepers before update on objections for each row
when (new.answered_by <> old.answered_by and keeps_reviewed(new.answered_by, new.review_id))
execute function refuse_keeper()

-- postgresql
create trigger quota_choices_not_by_keepers before insert on quota_choices for each row
when (keeps_reviewed(new."by", new.review_id)) execute function refuse_keeper()

-- postgresql
create trigger money_rows_not_by_keepers before insert on money_rows for each row
when (keeps(new."by", new.station_id)) execute function refuse_keeper()
