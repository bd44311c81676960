"""The register of cameras: filing, faults, moves, the map, and points to be covered."""
