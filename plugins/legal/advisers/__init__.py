"""Advisers: lawyers, resident judges and prosecutors who serve villages."""
