drop index reviews_one_at_a_time

-- A draft may wait beside a visit that its station must not know of.
create unique index reviews_one_at_a_time on reviews (station_id)
where state not in ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed', 'draft')

create unique index reviews_one_draft on reviews (station_id) where state = 'draft'
