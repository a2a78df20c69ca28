"""Diagrams drawn: laid out without overlaps, as pictures and as Mermaid text."""
