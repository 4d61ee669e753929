"""What the sentences of messages do: decide, state, define, remind, ask; each kind by rules of its own."""
