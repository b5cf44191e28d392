"""Pictures: rebuilt from their pixels, named by their content, kept as files."""
