"""Re-checks and unannounced visits of stations that have stars."""
