"""Subsidies: rules, eligible stations, payments made once."""
