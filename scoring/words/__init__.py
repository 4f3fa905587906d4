"""Scores, rules and differences in Vietnamese and English sentences; plain text, no HTML."""
