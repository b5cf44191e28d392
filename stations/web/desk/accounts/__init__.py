"""Signing in, accounts and the log."""
