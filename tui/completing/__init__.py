"""What could stand at the end of a line that begins with '/': commands, and whatever their arguments name."""
