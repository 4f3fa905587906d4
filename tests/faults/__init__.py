"""Faults that a careless change could bring, each with the test that must see it: `make faults` plants them all."""
