"""Opening hours as values."""
