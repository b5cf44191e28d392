"""How an installation is doing: what is measured, what is wrong, and what is done about it."""
