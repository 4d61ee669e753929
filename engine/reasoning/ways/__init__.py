"""Ways of working together: several specialists one after the other, several aspects side by side, or copies of one."""
