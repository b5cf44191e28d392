"""What the desk shows of the registry: search, attention, activity, announcements."""
