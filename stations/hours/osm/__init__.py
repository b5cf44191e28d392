"""Opening hours as values: OpenStreetMap expressions, and whether they are open at a moment."""
