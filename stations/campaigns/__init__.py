"""A season over many stations: planned and delivered, station by station."""
