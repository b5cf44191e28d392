-- Whether a door that a worker found shut was shut: decided by the district, not by who keeps it.
create table shut_decisions (
  report_id text $binary primary key check (length(report_id) between 1 and 32),
  was_shut $int not null check (was_shut in (0, 1)),
  reason text not null check (length(reason) <= 500),
  by text $binary not null,
  shown text not null,
  at text not null,
  log $int not null
) $strict

-- What stations had admitted by now counts on.
insert into shut_decisions (report_id, was_shut, reason, by, shown, at, log)
select id, 1, '', closed_by, '', closed_at, 0 from reports
where kind = 'shut' and state in ('fixed', 'unable') and in_hours = 1 and closed_at is not null
