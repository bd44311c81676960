"""Every package in this folder is a plugin."""
