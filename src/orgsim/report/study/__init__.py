"""The report of a study: its reading, tables, figures and the page."""
