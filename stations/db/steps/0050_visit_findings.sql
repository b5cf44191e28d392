-- What a visit found other than the register says, for the clerk to accept or refuse.
create table visit_findings (
  id text $binary primary key check (length(id) between 1 and 32),
  inspection_id text $binary not null references inspections (id),
  station_id text $binary not null references stations (id),
  field text not null check (length(field) between 1 and 60),
  registered text not null check (length(registered) <= 500),
  found text not null check (length(found) between 1 and 500),
  at text not null,
  state text not null check (state in ('open', 'accepted', 'refused')),
  reason text not null check (length(reason) <= 500),
  decided_by text $binary not null,
  shown text not null,
  decided_at text,
  log $int not null,
  check ((state = 'open') = (decided_at is null))
) $strict

create index visit_findings_open on visit_findings (state, station_id)

-- How a picture looks, in four parts: two that look alike share at least one of them.
create table picture_looks (
  part $int not null check (part between 0 and 3),
  bits $int not null,
  photo text $binary not null,
  looks text not null check (length(looks) = 16),
  primary key (part, bits, photo)
) $clustered

create index picture_looks_photo on picture_looks (photo)

create index review_photos_photo on review_photos (photo)
