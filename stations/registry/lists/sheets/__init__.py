"""Sheets as people lay them out, made into one table with a header and rows of stations."""
