"""The registry of stations."""
