"""Who comes to a session: sign-up, waiting list, check-in at the door, erasure."""
