"""Administrative areas: codes, names and outlines."""
