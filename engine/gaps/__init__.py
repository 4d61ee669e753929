"""What sources leave out: of each other, of the links between them, and of what was asked."""
