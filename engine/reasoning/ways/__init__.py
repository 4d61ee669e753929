"""Ways of working together: one specialist, one after the other, side by side, or one role many times."""
