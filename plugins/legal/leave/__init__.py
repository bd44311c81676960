"""Advisers who are away, for days or for good, and whom to ring then."""
