"""Pages of networks for everybody."""
