"""Who did what, in a log that can only grow."""
