"""Template tag libraries of the look: one, named ``look``."""
