"""What somebody is told at the desk, and where they set it."""
