"""Networks of stations."""
