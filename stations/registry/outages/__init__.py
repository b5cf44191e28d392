"""What of a station does not work or is used up, noted in one step."""
