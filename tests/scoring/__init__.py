"""Tests of the scoring package and of its command line."""
