"""Pairs of stations."""
