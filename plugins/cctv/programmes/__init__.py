"""Programmes of the township: packages, limits by village, the budget and its lines, the split."""
