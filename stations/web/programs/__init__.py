"""What programs read: API, cells, feeds."""
