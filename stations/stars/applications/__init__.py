"""Applications of stations, and what the register proposes for each criterion."""
