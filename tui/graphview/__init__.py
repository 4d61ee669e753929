"""Graphs drawn in a terminal: laid out, cut to what can be read, and walked by arrow keys."""
