"""How a notice leaves the site: the outbox, the ways out of it, and what could not be sent."""
