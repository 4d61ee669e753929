"""Pages from the web, fetched when a command asks for them by name and at no other time."""
