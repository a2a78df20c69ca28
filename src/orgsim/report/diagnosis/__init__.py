"""A diagnosis as its reader meets it: sentences, a table and a figure."""
