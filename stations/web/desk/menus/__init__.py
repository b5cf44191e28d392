"""Menus, votes and wishes."""
