"""Tests of the figures of an area."""
