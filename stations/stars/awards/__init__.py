"""Notice, objections, vetoes and awards."""
