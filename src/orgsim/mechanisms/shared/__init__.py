"""What mechanisms have in common: how they are declared, and plain arithmetic of stocks and blocks of work."""
