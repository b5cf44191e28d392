"""Accounts, rights, sessions and signing in."""
