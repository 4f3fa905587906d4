"""Tests of the definitions and their loader."""
