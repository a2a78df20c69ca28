"""What a scenario assumes: mechanisms in force with their numbers and sources, what is off, what is taken for granted."""
