"""A vector base map of one's own, made of an OpenStreetMap extract."""
