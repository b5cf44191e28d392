"""What is said and done about a report until its answer holds."""
