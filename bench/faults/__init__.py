"""Failures on purpose: is anything lost that was acknowledged, and how soon is all back?"""
