"""How much of the machine a model may take: memory, threads, priority, heat and battery."""
