-- Rows that decide something, sealed in the transaction that wrote them: `stations/db/seals.py`.
create table seal_columns (
  number $int primary key check (number >= 1),
  of_table text $binary not null,
  names text $binary not null,
  unique (of_table, names)
) $strict

create table seals (
  number $int primary key check (number >= 1),
  of_table text $binary not null,
  key text $binary not null,
  columns $int references seal_columns (number),
  digest text $binary not null,
  hash text $binary not null check (length(hash) = 64)
) $strict

create index seals_of_table on seals (of_table, number)

-- Rows that this transaction has written and not sealed yet; empty between transactions.
create table touched_rows (
  tx text $binary not null,
  of_table text $binary not null,
  key text $binary not null,
  primary key (tx, of_table, key)
) $clustered

-- sqlite
create trigger seals_keep before update on seals
begin select raise(abort, 'the seals are append-only'); end

-- sqlite
create trigger seals_stay before delete on seals
begin select raise(abort, 'the seals are append-only'); end

-- postgresql
create trigger seals_keep before update or delete on seals
for each row execute function append_only()

-- postgresql
create function touch_row() returns trigger language plpgsql as '
declare
  written jsonb;
begin
  foreach written in array array[to_jsonb(old), to_jsonb(new)] loop
    if written is not null then
      insert into touched_rows (tx, of_table, key)
      select txid_current()::text, tg_table_name, jsonb_agg(written -> name order by place)
      from unnest(tg_argv) with ordinality as one (name, place)
      on conflict do nothing;
    end if;
  end loop;
  return null;
end'

-- seal: accounts (id)

-- seal: account_grants (account_id, role, area, station_id)

-- seal: pending_grants (account_id, role, area)

-- seal: holidays (day)

-- seal: holiday_habits (city)

-- seal: verifications (station_id, field_group)

-- seal: reports (id)

-- seal: report_notes (report_id, number)

-- seal: ratings (id)

-- seal: cycles (id)

-- seal: scheme_drafts (id)

-- seal: reviews (id)

-- seal: review_steps (review_id, number)

-- seal: review_points (review_id, visit, criterion)

-- seal: review_photos (review_id, visit, criterion, photo)

-- seal: inspections (id)

-- seal: objections (id)

-- seal: awards (station_id, number)

-- seal: quota_choices (cycle_id, stars, review_id)

-- seal: recheck_proposals (id)

-- seal: draws (id)

-- seal: drawn (draw_id, position)

-- seal: pairs (id)

-- seal: exchanges (id)

-- seal: redirects (old_id)

-- seal: money_budgets (area, year, number)

-- seal: money_corrections (payment, seq, number)

-- seal: budget_confirmations (area, year, number)
