"""The library of a unit and the documents beside its answers; files travel through the real routes and store."""
