"""Finding things by what is typed: matching, ranking, and never waiting for either."""
