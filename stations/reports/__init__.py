"""Files that people keep."""
