"""What workers reported."""
