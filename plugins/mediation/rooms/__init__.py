"""Mediation rooms, their calendar, and the roster of those who mediate or sit in."""
