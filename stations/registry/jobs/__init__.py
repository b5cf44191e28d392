"""Long work on lists, done by a process of its own while its page is followed."""
