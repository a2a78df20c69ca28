"""Setup: builds a run from a plan; the only room that sees both."""
