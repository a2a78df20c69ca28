"""Reports: tables, figures and pages made of what a study learned."""
