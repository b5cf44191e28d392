"""Tests of the pages of figures at the desk."""
