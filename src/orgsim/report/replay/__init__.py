"""A replay of one run of several organizations, side by side in one page that needs nothing else."""
