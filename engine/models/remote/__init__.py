"""Chat models on other machines, used only where the user names one."""
