"""Which area is this point in, and what is it called?"""
