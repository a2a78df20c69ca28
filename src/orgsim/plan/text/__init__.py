"""What was written, and where: documents, their lines, the files around them."""
