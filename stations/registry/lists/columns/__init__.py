"""Columns of a list: what each one means, and how those that belong together become one."""
