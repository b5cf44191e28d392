"""HTTP, and nothing that would be true without HTTP."""
