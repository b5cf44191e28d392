"""Opening hours as values: when may one come in?"""
