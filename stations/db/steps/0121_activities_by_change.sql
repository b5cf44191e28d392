-- Which activities changed last: feeds tell them, and what is held in memory is compared with them.
create index activities_updated on activities (updated_at)
