"""Rosters: when and where an adviser is there, and the slots that follow."""
