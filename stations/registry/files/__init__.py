"""Files of the registry for the union's own use."""
