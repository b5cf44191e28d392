"""Parsing, matching and merging that lists and forms share."""
