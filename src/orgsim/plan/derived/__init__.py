"""What a checked plan implies: who does what, what leads where, what counts and what is worth most."""
