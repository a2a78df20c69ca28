"""What a scenario is: frozen models of everything a file can say, and what each says of itself."""
