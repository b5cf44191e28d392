"""What is given away at stations: stock, limits, cards, hand-out, ledger."""
