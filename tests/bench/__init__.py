"""Speed, memory and size, measured against what is promised; never part of the tests: a test has no clock."""
