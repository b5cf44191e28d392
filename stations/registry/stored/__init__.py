"""Stations in the database: rows, search rows, history, redirects."""
