"""Which keys are in force: the set that was chosen, and the user's own on top of it."""
