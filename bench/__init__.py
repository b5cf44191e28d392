"""Benchmarks: each figure beside its baseline, in one run."""
