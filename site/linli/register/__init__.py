"""户和人: the register of households and their people, and what happened to each."""
