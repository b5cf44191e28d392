"""What is given away, for everybody."""
