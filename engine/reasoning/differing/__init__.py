"""Sources that contradict each other: found, shown with both sides, and not decided."""
