"""Use cases: plain functions over a session; they flush and never commit, and raise domain errors."""
