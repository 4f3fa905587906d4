"""How sure a rank is: rank intervals over weights, methods and indicators, groups, Sobol sensitivity."""
