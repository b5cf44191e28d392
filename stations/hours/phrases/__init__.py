"""Chinese words about hours: characters to tokens, items, statements, weeks, an expression."""
