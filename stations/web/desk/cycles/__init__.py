"""A year of reviews, draws and warning signs."""
