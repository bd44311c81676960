"""Bookings: a resident and an adviser, at a time and a place."""
