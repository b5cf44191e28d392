create table station_photos (
  station_id text $binary not null references stations (id),
  photo text $binary not null check (length(photo) = 32),
  width $int not null check (width between 1 and 1600),
  height $int not null check (height between 1 and 1600),
  caption text not null check (length(caption) <= 60),
  position $int not null check (position >= 0),
  shown $int not null check (shown in (0, 1)),
  at text not null,
  primary key (station_id, photo)
) $clustered

create index station_photos_photo on station_photos (photo)

create index reports_photo on reports (photo)
