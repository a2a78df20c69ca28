"""Claims of practitioners put to the test: `python -m experiments.claims` (see `docs/findings/claims/index.md`)."""
