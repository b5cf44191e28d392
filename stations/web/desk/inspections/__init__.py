"""Visits at the door."""
