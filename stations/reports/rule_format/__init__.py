"""The page that explains files of rules, made from their declarations."""
