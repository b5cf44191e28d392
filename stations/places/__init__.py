"""Places that people know by name: a list begins at one, or leads past it."""
