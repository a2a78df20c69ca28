"""Mechanisms of waiting, handoffs and knowledge."""
