"""Looking after what is stored: rebuilding, upgrading, proving, checks before a restore."""
