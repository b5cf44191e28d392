"""Pages on which workers speak."""
