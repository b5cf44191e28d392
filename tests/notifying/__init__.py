"""Who is told of what happened."""
