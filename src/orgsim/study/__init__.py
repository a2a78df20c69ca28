"""Studies: scenarios times replications, answered as estimates with confidence intervals."""
