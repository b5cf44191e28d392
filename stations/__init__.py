"""驿站: where is the nearest open rest station, and is what we say about it true?"""
