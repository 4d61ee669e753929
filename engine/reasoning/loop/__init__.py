"""Evidence as a set: names found in the first passages lead to the next ones, and what covers the question is kept."""
