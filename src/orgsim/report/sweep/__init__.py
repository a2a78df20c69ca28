"""Sweeps and phase maps as they are asked for and answered: sentences, tables, figures, files."""
