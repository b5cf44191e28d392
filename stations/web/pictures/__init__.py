"""Figures as pictures that the server draws, for the desk and for everybody."""
