"""Statements become the weeks of the year, and these an expression."""
