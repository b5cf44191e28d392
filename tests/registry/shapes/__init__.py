"""Lists in the shapes that unions send, and what is right of each."""
