alter table reviews add column warner text $binary not null default ''

-- sqlite
-- Who told a station that its stars will be taken away does not take them.
drop trigger reviews_struck_off_by_two

-- sqlite
create trigger reviews_struck_off_by_two before update on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and new.decider <> new.warner and (new.inspector <> '' or new.vetoer <> '' or new.warner <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end

-- sqlite
drop trigger reviews_added_struck_off_by_two

-- sqlite
create trigger reviews_added_struck_off_by_two before insert on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and new.decider <> new.warner and (new.inspector <> '' or new.vetoer <> '' or new.warner <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end

-- postgresql
alter table reviews drop constraint reviews_struck_off_by_two

-- postgresql
alter table reviews add constraint reviews_struck_off_by_two check (state <> 'struck_off'
  or (decider <> '' and decider <> vetoer and decider <> warner
    and (inspector <> '' or vetoer <> '' or warner <> ''))) not valid
