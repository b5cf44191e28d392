"""The figures of an area."""
