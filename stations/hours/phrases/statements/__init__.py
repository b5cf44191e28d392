"""Items become statements: which hours on which days, in their order."""
