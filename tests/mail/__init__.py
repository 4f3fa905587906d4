"""Letters: their words and their way out."""
