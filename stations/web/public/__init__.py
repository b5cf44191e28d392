"""Pages that everybody sees: first page, station, stars, photos."""
