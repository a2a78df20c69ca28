"""Diagrams of a scenario: what they hold, as Mermaid text, and as pictures laid out without overlaps."""
