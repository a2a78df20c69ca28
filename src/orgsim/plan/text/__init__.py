"""What was written, and where: documents, their lines, the files and columns that they name, and changes to them."""
