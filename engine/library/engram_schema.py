"""The tables of the engrams, as their migration makes them; `engine.memory.engram_store` reads and writes them.

Everything in them follows from the library's other tables and can be made again.
"""

from __future__ import annotations

ENGRAMS = """
CREATE TABLE engram_state (              -- 'form' and 'encoder' of what is counted, 'generation' up to which, 'changes'
    key TEXT NOT NULL PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
CREATE TABLE engram_documents (          -- what has been counted of which document
    document_id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,         -- of the library when it was counted
    folder INTEGER NOT NULL,             -- engram_folders.id
    collection TEXT NOT NULL,
    chunks INTEGER NOT NULL,
    members BLOB NOT NULL,               -- the embeddings, in the order of the chunks
    record BLOB NOT NULL                 -- the record of the document's facts, as a code
);
CREATE INDEX engram_documents_folder ON engram_documents (folder);
CREATE TABLE engram_folders (            -- every folder above a document, '' above them all
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    parent INTEGER NOT NULL,             -- 0: none
    documents INTEGER NOT NULL,          -- here and below
    chunks INTEGER NOT NULL,
    content BLOB,                        -- counters; NULL: few chunks, or all of them in one folder below
    facts BLOB                           -- counters; NULL: few documents, or all of them in one folder below
);
CREATE INDEX engram_folders_parent ON engram_folders (parent);
CREATE TABLE engram_nodes (              -- documents ('#12') and sections ('#12/heading/...') of many chunks
    key TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
);
CREATE TABLE engram_leaving (            -- embeddings that were deleted before their sums were told
    embedding INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (embedding, generation)
) WITHOUT ROWID;
CREATE TRIGGER engram_leaves BEFORE DELETE ON embeddings
WHEN old.encoder = (SELECT value FROM engram_state WHERE key = 'encoder')
AND NOT EXISTS (SELECT 1 FROM chunks WHERE text_key = old.text_key)
BEGIN
    INSERT INTO engram_leaving VALUES (old.id, old.generation, old.vector) ON CONFLICT DO NOTHING;
END;
"""
