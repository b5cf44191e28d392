"""Table files from strangers, read without trusting them."""
