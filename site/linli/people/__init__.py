"""People, their households, their posts, and how they sign in."""
