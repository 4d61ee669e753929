"""Text made into lines of cells: cleaning, wrapping, Markdown, heights. Knows colours, but no widget and no service."""
