"""Thousands of stations changed at once, while others go on working."""
