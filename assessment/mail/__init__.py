"""Letters of the system: their words, and the ways they leave the house."""
