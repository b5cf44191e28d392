"""Lists from Excel: preview, import, undo."""
