"""Why a score changed, and how it goes on: differences, trends across mergers and versions, forecasts."""
