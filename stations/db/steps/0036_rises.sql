alter table awards add column stars_before $int check (stars_before between 0 and 5)

alter table money_rows add column rise $int check (rise >= 1)

create unique index money_rows_once_a_rise on money_rows (station_id, rule, rise, turn)
where state = 'proposed'

-- sqlite
create trigger money_rows_for_a_rise before insert on money_rows
when new.state = 'proposed' and (new.rise is not null or new.rule = 'five_star_award'
  or exists (select 1 from money_rows o where o.rule = new.rule and o.rise is not null))
and not exists (select 1 from awards a
  left join awards b on b.station_id = a.station_id and b.number = a.number - 1
  where a.station_id = new.station_id and a.number = new.rise
    and substr(a.on_day, 1, 4) = cast(new.year as text) and new.period = new.year
    and a.stars > coalesce(a.stars_before, b.stars, 0)
    and (a.stars = 5 or new.rule <> 'five_star_award'))
begin select raise(abort, 'check constraint: paid for stars that were not newly gained'); end

-- postgresql
create function paid_for_a_rise() returns trigger language plpgsql
as 'begin
  if (new.rise is not null or new.rule = ''five_star_award''
    or exists (select 1 from money_rows o where o.rule = new.rule and o.rise is not null))
  and not exists (select 1 from awards a
    left join awards b on b.station_id = a.station_id and b.number = a.number - 1
    where a.station_id = new.station_id and a.number = new.rise
      and substr(a.on_day, 1, 4) = cast(new.year as text) and new.period = new.year
      and a.stars > coalesce(a.stars_before, b.stars, 0)
      and (a.stars = 5 or new.rule <> ''five_star_award'')) then
    raise exception using errcode = ''check_violation'',
      message = ''check constraint: paid for stars that were not newly gained'';
  end if;
  return new;
end'

-- postgresql
create trigger money_rows_for_a_rise before insert on money_rows
for each row when (new.state = 'proposed') execute function paid_for_a_rise()
