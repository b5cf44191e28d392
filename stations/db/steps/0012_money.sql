create table money_rows (
  payment text $binary not null check (length(payment) between 8 and 32),
  seq $int not null check (seq >= 1),
  station_id text $binary not null references stations (id),
  rule text $binary not null,
  version text $binary not null,
  year $int not null check (year between 2000 and 2099),
  period $int not null check (period in (0, year)),
  turn $int not null check (turn >= 1),
  area text $binary not null check (length(area) between 2 and 12),
  total $int not null check (total > 0),
  state text $binary not null
    check (state in ('proposed', 'approved', 'paid', 'rejected', 'corrected')),
  amount $int not null,
  remaining $int not null check (remaining between 0 and total),
  by text $binary not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  reason text not null check (length(reason) <= 500),
  voucher text not null check (length(voucher) <= 60),
  log $int not null,
  previous $int,
  before text $binary not null,
  by_before text $binary not null,
  remaining_before $int not null,
  closed $int check (closed = 1),
  turn_before $int,
  turn_closed $int check (turn_closed = 1),
  primary key (payment, seq),
  unique (payment, seq, station_id, rule, version, year, period, turn, area, total, state, by,
    remaining),
  unique (station_id, rule, period, turn, closed),
  foreign key (payment, previous, station_id, rule, version, year, period, turn, area, total,
    before, by_before, remaining_before)
    references money_rows (payment, seq, station_id, rule, version, year, period, turn, area,
    total, state, by, remaining) deferrable initially deferred,
  foreign key (station_id, rule, period, turn_before, turn_closed)
    references money_rows (station_id, rule, period, turn, closed)
    deferrable initially deferred,
  check (rule <> 'new_station_grant' or period = 0),
  check ((seq = 1 and state = 'proposed' and previous is null and before = '' and by_before = '')
    or (seq > 1 and state <> 'proposed' and previous is not null and previous = seq - 1)),
  check ((state = 'proposed' and before = '')
    or (state = 'approved' and before = 'proposed')
    or (state = 'paid' and before = 'approved')
    or (state = 'rejected' and before in ('proposed', 'approved'))
    or (state = 'corrected' and before in ('paid', 'corrected'))),
  check (not (state = 'approved' or before in ('approved', 'paid')) or state = 'rejected'
    or by <> by_before),
  check ((state = 'proposed' and amount = 0 and remaining_before = 0 and remaining = total)
    or (state = 'approved' and amount = 0 and remaining = total)
    or (state = 'paid' and amount = total and remaining = total and voucher <> '')
    or (state = 'rejected' and amount = 0 and remaining = 0 and reason <> '')
    or (state = 'corrected' and amount < 0 and remaining = remaining_before + amount
      and reason <> '')),
  check ((remaining = 0) = (closed is not null)),
  check (seq > 1 or (turn = 1) = (turn_before is null)),
  check ((turn_before is null) = (turn_closed is null)),
  check (turn_before is null or turn_before = turn - 1)
) $strict

create unique index money_rows_never_twice on money_rows (station_id, rule, period, turn)
where state = 'proposed'

create index money_rows_year on money_rows (year, area)

create index money_rows_log on money_rows (log)

create table money_budgets (
  area text $binary not null check (length(area) between 2 and 12),
  year $int not null check (year between 2000 and 2099),
  number $int not null check (number >= 1),
  amount $int not null check (amount >= 0),
  by text $binary not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  reason text not null check (length(reason) between 1 and 500),
  log $int not null,
  primary key (area, year, number)
) $clustered

-- sqlite
create trigger money_rows_keep before update on money_rows
begin select raise(abort, 'the ledger is append-only'); end

-- sqlite
create trigger money_rows_stay before delete on money_rows
begin select raise(abort, 'the ledger is append-only'); end

-- sqlite
create trigger money_budgets_keep before update on money_budgets
begin select raise(abort, 'the budgets are append-only'); end

-- sqlite
create trigger money_budgets_stay before delete on money_budgets
begin select raise(abort, 'the budgets are append-only'); end

-- postgresql
create trigger money_rows_keep before update or delete on money_rows
for each row execute function append_only()

-- postgresql
create trigger money_budgets_keep before update or delete on money_budgets
for each row execute function append_only()
