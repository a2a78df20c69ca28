"""Diagnosis: which of several causes explains observed monthly figures best, by simulating each of them."""
