"""Deeds: collected by staff, by the household itself, from Excel, or from another plugin."""
