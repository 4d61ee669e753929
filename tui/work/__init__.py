"""What the screen has done: asking, taking documents in, commands. Each hands its work to the desk."""
