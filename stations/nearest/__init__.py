"""Which stations are near me?"""
