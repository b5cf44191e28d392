"""Tokens become items: the days, dates, spans and verbs that a phrase speaks of."""
