-- sqlite
create trigger money_rows_paid_by_a_third before insert on money_rows
when new.state = 'paid' and exists (select 1 from money_rows o
  where o.payment = new.payment and o.by = new.by)
begin select raise(abort, 'check constraint: whoever proposed or approved it does not pay it'); end

-- postgresql
create function paid_by_a_third() returns trigger language plpgsql
as 'begin
  if exists (select 1 from money_rows o where o.payment = new.payment and o.by = new."by") then
    raise exception using errcode = ''check_violation'',
      message = ''check constraint: whoever proposed or approved it does not pay it'';
  end if;
  return new;
end'

-- postgresql
create trigger money_rows_paid_by_a_third before insert on money_rows
for each row when (new.state = 'paid') execute function paid_by_a_third()
