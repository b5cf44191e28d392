"""The stations of one's own as a list, on a map, on paper, and the queue of drafts to place."""
