"""What a process answers, and says, while its database is away."""
