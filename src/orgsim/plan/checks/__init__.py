"""What is wrong with a plan or worth a note, and how much work it is."""
