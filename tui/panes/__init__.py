"""The panes of the main screen: which there are, which are open, how large each is, and which has the whole screen."""
