alter table reviews add column reached $int not null default 0 check (reached between 0 and 5)

-- The level that points and gates had reached; of what a quota has lowered before, it is not known.
update reviews set reached = stars where points is not null
