create table money_corrections (
  payment text $binary not null,
  seq $int not null,
  number $int not null check (number >= 1),
  back $int not null check (back >= 0),
  reason text not null check (length(reason) between 1 and 500),
  voucher text not null check (length(voucher) <= 60),
  by text $binary not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  log $int not null,
  primary key (payment, seq, number),
  foreign key (payment, seq) references money_rows (payment, seq)
) $clustered

-- sqlite
create trigger money_corrections_keep before update on money_corrections
begin select raise(abort, 'the ledger is append-only'); end

-- sqlite
create trigger money_corrections_stay before delete on money_corrections
begin select raise(abort, 'the ledger is append-only'); end

-- postgresql
create trigger money_corrections_keep before update or delete on money_corrections
for each row execute function append_only()

-- sqlite
create trigger money_rows_corrected_by_two before insert on money_rows
when new.state = 'corrected' and not exists (select 1 from money_corrections c
  where c.payment = new.payment and c.seq = new.previous and c.back = -new.amount
    and c.by <> new.by and c.number = (select max(o.number) from money_corrections o
      where o.payment = c.payment and o.seq = c.seq))
begin select raise(abort, 'check constraint: a correction takes two people'); end

-- postgresql
create function corrected_by_two() returns trigger language plpgsql
as 'begin
  if not exists (select 1 from money_corrections c
    where c.payment = new.payment and c.seq = new.previous and c.back = -new.amount
      and c.by <> new."by" and c.number = (select max(o.number) from money_corrections o
        where o.payment = c.payment and o.seq = c.seq)) then
    raise exception using errcode = ''check_violation'',
      message = ''check constraint: a correction takes two people'';
  end if;
  return new;
end'

-- postgresql
create trigger money_rows_corrected_by_two before insert on money_rows
for each row when (new.state = 'corrected') execute function corrected_by_two()
