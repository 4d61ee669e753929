"""Open questions: what was asked and not answered, and asked again when new sources come."""
