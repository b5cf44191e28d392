"""The public register as a folder of files that others take along."""
