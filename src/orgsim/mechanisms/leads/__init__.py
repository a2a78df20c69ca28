"""Mechanisms of leads that return or are brought by others."""
