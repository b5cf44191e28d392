"""Trees and lists of stations that belong together, their teachers and rooms."""
