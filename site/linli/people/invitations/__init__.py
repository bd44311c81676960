"""Slips that open an account: made by staff, used once by the person they are for."""
