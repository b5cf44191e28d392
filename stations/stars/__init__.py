"""Which stations deserve a star, by which rules, and who decided it?"""
