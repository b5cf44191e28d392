create table holiday_habits (
  city text primary key check (length(city) = 4),
  habit text not null check (habit in ('usual', 'closed', 'unknown'))
) $strict
