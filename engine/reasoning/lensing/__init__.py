"""What a lens does to an answer: what else is looked for, what stands under which heading, what is missing."""
