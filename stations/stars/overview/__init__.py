"""What each account may do with a review, and what everybody sees of stars."""
