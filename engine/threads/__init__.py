"""Conversations taken apart and put in order: topics, decisions, tasks, questions, and what became of them."""
