"""Stars that stations had before they were reviewed here, from a list."""
