"""Visits at the door: what a reviewer's phone delivers, and what counts."""
