"""What a checked plan implies: who does what, what leads where and how often, what counts and what is worth most."""
