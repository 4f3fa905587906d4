"""Workbooks: what officials write, what is said about it, and what it scores."""
