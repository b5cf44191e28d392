"""The makers of the demo city; only the command line knows them."""
