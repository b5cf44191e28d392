"""Stars: rules, reviews and who decided."""
