"""The baseline: digests of event logs, so that a change of the code says whether it changes results."""
