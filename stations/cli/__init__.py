"""The command line: each command is a small function around one use case."""
