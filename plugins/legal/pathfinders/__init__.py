"""Legal pathfinders (法律明白人): villagers who were trained to explain the law and to show the way."""
