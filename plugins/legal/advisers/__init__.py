"""Advisers: lawyers, resident judges, prosecutors and others who serve villages."""
