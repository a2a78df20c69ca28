"""Measures: pure functions from the event log to numbers; they meet the engine only in the log's columns."""
