"""The page of who keeps a station, for one hand and a slow network."""
