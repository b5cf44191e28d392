create index log_actor on log (actor, number)

create index log_at on log (at, number)
