"""How far stations are by road, where the city has a routing server."""
