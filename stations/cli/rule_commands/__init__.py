"""Commands about files of rules."""
