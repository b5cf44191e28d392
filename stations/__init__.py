"""驿站: where the nearest open rest station is, and how sure that is."""
