"""Characters become tokens: words, times, dates and days of a phrase."""
