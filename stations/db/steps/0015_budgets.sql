create unique index money_budgets_whole on money_budgets (area, year, number, by)

create table budget_confirmations (
  area text $binary not null,
  year $int not null,
  number $int not null,
  noted_by text $binary not null,
  by text $binary not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  log $int not null,
  primary key (area, year, number),
  foreign key (area, year, number, noted_by) references money_budgets (area, year, number, by),
  check (by <> noted_by)
) $clustered

-- sqlite
create trigger budget_confirmations_keep before update on budget_confirmations
begin select raise(abort, 'the budgets are append-only'); end

-- sqlite
create trigger budget_confirmations_stay before delete on budget_confirmations
begin select raise(abort, 'the budgets are append-only'); end

-- postgresql
create trigger budget_confirmations_keep before update or delete on budget_confirmations
for each row execute function append_only()
