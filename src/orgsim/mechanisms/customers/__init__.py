"""Mechanisms of the relation after the purchase."""
