"""The engine: what happens when no mechanism acts; mechanisms act at the moments listed in hooks.py, and nowhere else."""
