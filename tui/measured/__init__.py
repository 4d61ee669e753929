"""The side of `nacre bench tui` that runs on a screen: how late the loop is, and the plain chat it is compared with."""
