"""What workers say of a station: ratings, reports, and what becomes of them."""
