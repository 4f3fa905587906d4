"""The health of questions and answers: impossible values, outliers, indicators that tell nothing apart."""
