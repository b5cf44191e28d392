"""Files of rules: their declaration, reading and folders."""
