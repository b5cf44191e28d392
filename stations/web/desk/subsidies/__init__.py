"""Payments and budgets."""
