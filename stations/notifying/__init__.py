"""Who is told of what happened: at the desk, by e-mail and by webhook."""
