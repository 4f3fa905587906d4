"""Speed, memory and size, measured against what is promised; never part of the tests, which must not depend on a clock."""
