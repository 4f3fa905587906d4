"""What would lift a score: points to gain, what if, the cheapest way to a level or a rank."""
