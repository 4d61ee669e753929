"""The system around the terminal: its programs, and what its terminal can show."""
