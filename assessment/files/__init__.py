"""Files that people hand in: what they may be, where they are kept, whether they are safe; no database, no web."""
