"""Answers while the database is away."""
