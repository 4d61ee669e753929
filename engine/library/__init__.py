"""SQLite: originals, documents and their versions, chunks, words, embeddings, conversations, jobs."""
