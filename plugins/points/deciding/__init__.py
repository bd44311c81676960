"""Deciding (评议): the committee votes, without the household concerned."""
