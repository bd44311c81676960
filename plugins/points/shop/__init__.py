"""Spending (兑换): goods, their stock ledger, reserving, and the counter."""
