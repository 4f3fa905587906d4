"""Pages of analysis, one end-to-end test per feature; what they compute is tested with the services and the engine."""
