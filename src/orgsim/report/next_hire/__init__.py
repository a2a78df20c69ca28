"""Next hire as its reader meets it: sentences, tables and a figure."""
