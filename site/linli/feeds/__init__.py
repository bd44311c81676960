"""Calendar feeds: a private address by which one's own calendar program fetches what one has ahead."""
