"""The tables of what was found in conversations, as their migration makes them; `engine.threads.store` uses them.

Everything in them follows from a version's text and embeddings alone and can be made again.
"""

from __future__ import annotations

THREADS = """
CREATE TABLE thread_versions (           -- conversations that have been taken apart
    version_id INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
    made_by TEXT NOT NULL,               -- the rules and the encoder
    embedded INTEGER NOT NULL            -- chunks that had an embedding then
);
CREATE TABLE thread_segments (
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    begins TEXT NOT NULL,                -- time of the first message that has one
    ends TEXT NOT NULL,
    terms TEXT NOT NULL,                 -- JSON: [key, as it is written, count] each, most frequent first
    vector BLOB NOT NULL,                -- int8, the direction of the mean embedding; empty where there is none
    PRIMARY KEY (version_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE thread_finds (
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    segment INTEGER NOT NULL,            -- thread_segments.ordinal
    kind TEXT NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    by_person INTEGER NOT NULL,
    time TEXT NOT NULL,
    confidence REAL NOT NULL,
    answered INTEGER,                    -- of questions
    answer_start INTEGER,
    answer_end INTEGER,
    PRIMARY KEY (version_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX thread_finds_kind ON thread_finds (kind, time);
"""
