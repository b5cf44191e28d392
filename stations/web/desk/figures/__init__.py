"""Bulletin and yearbook."""
