"""Plans: what the files say, checked once at the door."""
