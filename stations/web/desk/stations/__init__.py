"""One station at the desk: its page, its form and its parts."""
