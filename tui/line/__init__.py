"""How the app treats its terminal: what is sent over the line, when, and in which glyphs."""
