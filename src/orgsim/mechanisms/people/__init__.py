"""Mechanisms of people: practice, ability, coming and going."""
