"""A season over many stations."""
