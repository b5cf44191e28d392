"""Commands for stars."""
