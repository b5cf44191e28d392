"""Activities and their sessions."""
