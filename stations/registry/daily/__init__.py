"""What changes at a door from one day to the next, each with one tap and taken back with one."""
