"""What does it cost? Each figure beside its baseline, in one run."""
