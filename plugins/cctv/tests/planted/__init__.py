"""Rows for every address of the plugin, noun by noun."""
