"""Evidence: documents kept once for a unit, linked to any number of answers, read by its people and the ministry."""
