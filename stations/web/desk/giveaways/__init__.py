"""What comes in and what is handed out."""
