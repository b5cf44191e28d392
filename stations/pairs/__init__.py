"""Strong stations paired with weak ones."""
