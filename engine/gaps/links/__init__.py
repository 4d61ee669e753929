"""Links that are missing: which documents point at which, what speaks for a link, and which are worth proposing."""
