alter table reviews add column vetoer text $binary not null default ''

-- Whose veto stood before anybody wrote it down; one that an appeal has lifted stands no more.
update reviews set vetoer = coalesce((select s.by from review_steps s
  where s.review_id = reviews.id and s.step = 'veto' and s.number > (select coalesce(max(g.number), 0)
    from review_steps g where g.review_id = reviews.id and g.step = 'grant_appeal')
  order by s.number desc limit 1), '')

-- sqlite
create trigger reviews_struck_off_by_two before update on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and (new.inspector <> '' or new.vetoer <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end

-- sqlite
create trigger reviews_added_struck_off_by_two before insert on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and (new.inspector <> '' or new.vetoer <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end

-- postgresql
alter table reviews add constraint reviews_struck_off_by_two check (state <> 'struck_off'
  or (decider <> '' and decider <> vetoer and (inspector <> '' or vetoer <> ''))) not valid
