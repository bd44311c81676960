"""The audit: who did what to people's data and to the site itself, as a chain that shows every change."""
