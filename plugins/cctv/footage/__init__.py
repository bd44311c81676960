"""Requests to view footage, decisions, and the access register. No video enters Linli."""
