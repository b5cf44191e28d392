"""A year of reviews in an area: invitations, progress, ranking."""
