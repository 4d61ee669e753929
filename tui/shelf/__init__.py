"""The library as a tree: collections, folders and documents, and the rows of it that are in sight."""
