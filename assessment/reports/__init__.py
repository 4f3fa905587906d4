"""PDF reports: a result read once, plain values for each report, one HTML per report, one module that renders it."""
