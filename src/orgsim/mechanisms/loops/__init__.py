"""Mechanisms that build something up: stocks and loops of the organization."""
