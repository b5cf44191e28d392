"""How the installation itself is doing, for those who look after it."""
