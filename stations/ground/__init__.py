"""What lies under a map: tiles of a server, or a base map of one's own."""
