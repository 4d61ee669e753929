"""The knowledge graph: concepts and typed relations, each with the spans that carry it."""
