"""Where an address may lie, asked of the service of a map."""
