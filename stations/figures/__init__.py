"""The figures of an area, each counted in one place."""
