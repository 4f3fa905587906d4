"""The web edge: a view loads, calls one service, commits and answers; it decides nothing."""
