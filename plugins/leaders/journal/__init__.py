"""The household journal (民情日志) and the weekly visits (周走访): what households asked for."""
