"""The rules of a city: levels, criteria, gates, vetoes, days."""
