"""What stands before Flask: impossible hosts, crowds and slow bodies end here."""
