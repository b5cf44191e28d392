-- The storey that a station is on, as the building names it.
alter table stations add column floor text not null default '' check (length(floor) <= 20)
