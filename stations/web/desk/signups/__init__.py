"""Who comes, and the door."""
