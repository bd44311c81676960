"""Consultations that took place, with or without a booking: the advice, the log, the rating."""
