"""Follow-up questions: what a short or pointing question means after the ones before it, and which of them matter."""
