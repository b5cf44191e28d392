"""The list and the form of stations."""
