"""The engine: the only rooms that know SimPy."""
