"""Backups of the whole installation: written, rotated, drilled and put back."""
