"""The event log: what a run leaves behind, and the treaty between the engine and the measures."""
