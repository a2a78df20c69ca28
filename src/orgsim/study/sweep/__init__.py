"""Sweeps: the same question over many values of what one decides and of what one does not know, and maps of who wins where."""
