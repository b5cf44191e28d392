"""The nearest stations, from memory only."""
