"""How themes come from files to the screen: the palette, its file, what is wrong in it, and what has changed."""
