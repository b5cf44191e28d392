"""Reviews: applications, steps, batches."""
