"""The tables of a library, as the first migration makes them. Later changes are migrations of their own.

All `char_` columns are code points in the version's canonical text, half open. JSON columns are arrays of text.
"""

from __future__ import annotations

ORIGINALS = """
CREATE TABLE originals (                -- the files' bytes, each content once
    sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
    codec TEXT NOT NULL CHECK (codec IN ('raw', 'zstd')),
    size INTEGER NOT NULL,              -- of the original, in bytes
    data BLOB NOT NULL
);
CREATE TABLE files (                    -- what was taken in from where, so that an unchanged file is not read again
    path TEXT NOT NULL PRIMARY KEY,     -- absolute
    root TEXT NOT NULL,                 -- the folder it was found under
    collection TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,          -- 0: too fresh to be trusted, compare the content
    sha256 BLOB NOT NULL,
    made_by TEXT NOT NULL,              -- reader and chunker with their versions; '' asks for a new reading
    named INTEGER NOT NULL              -- 1: given by name, so ignore rules do not apply to it
);
"""

DOCUMENTS = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL,
    part TEXT NOT NULL,                 -- '' or a conversation's id where one file holds many
    conversation_id TEXT,               -- the provider's; the same conversation may come in several exports
    root TEXT NOT NULL,
    collection TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'removed')),
    original BLOB NOT NULL REFERENCES originals (sha256),
    current_version INTEGER REFERENCES versions (id) DEFERRABLE INITIALLY DEFERRED,
    added TEXT NOT NULL,
    UNIQUE (path, part)
);
CREATE UNIQUE INDEX documents_conversation ON documents (conversation_id)
    WHERE conversation_id IS NOT NULL AND state = 'live';
CREATE INDEX documents_original ON documents (original);
CREATE INDEX documents_collection ON documents (collection);
CREATE TABLE duplicates (               -- conversations that another file has in a newer or longer form
    path TEXT NOT NULL,
    part TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    PRIMARY KEY (path, part)
) WITHOUT ROWID;
CREATE INDEX duplicates_conversation ON duplicates (conversation_id);
CREATE TABLE versions (                 -- every reading stays: a citation opens what it cited
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    original BLOB NOT NULL REFERENCES originals (sha256),
    reader TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text_sha256 BLOB NOT NULL,          -- of the canonical text in UTF-8
    text BLOB NOT NULL,                 -- zstd
    characters INTEGER NOT NULL,
    blocks BLOB NOT NULL,               -- zstd of JSON: [kind, start, end, level, name] each
    notes TEXT NOT NULL,                -- JSON
    fingerprint BLOB NOT NULL,          -- of the whole reading and its chunks: the same means nothing to do
    created TEXT NOT NULL
);
CREATE INDEX versions_document ON versions (document_id);
CREATE INDEX versions_original ON versions (original);
CREATE TABLE marks (
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    number INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    time TEXT NOT NULL,
    uid TEXT NOT NULL,
    branch TEXT NOT NULL,
    PRIMARY KEY (version_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE facts (
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    role TEXT NOT NULL,                 -- 'tag', 'author', 'link', ...
    filler TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (version_id, role, filler)
) WITHOUT ROWID;
CREATE INDEX facts_role ON facts (role, filler, version_id);
"""

CHUNKS = """
CREATE TABLE chunks (                   -- of current versions only
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    headings TEXT NOT NULL,             -- JSON
    line_start INTEGER NOT NULL,
    line_end INTEGER NOT NULL,
    text_key BLOB NOT NULL CHECK (length(text_key) = 16),  -- blake2b of the text that is embedded
    generation INTEGER NOT NULL,
    UNIQUE (version_id, ordinal)
);
CREATE INDEX chunks_text_key ON chunks (text_key);
CREATE INDEX chunks_generation ON chunks (generation);
CREATE VIRTUAL TABLE words USING fts5 ( -- rowid = chunks.id; the passages themselves are cut from the canonical text
    title, headings, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE embeddings (               -- by text, so that nothing is ever embedded twice
    id INTEGER PRIMARY KEY,
    text_key BLOB NOT NULL,
    encoder TEXT NOT NULL,
    code BLOB NOT NULL,                 -- packed ternary code
    vector BLOB NOT NULL,               -- int8
    scale REAL NOT NULL,                -- vector * scale approximates the embedding
    generation INTEGER NOT NULL,
    UNIQUE (text_key, encoder)
);
CREATE INDEX embeddings_generation ON embeddings (encoder, generation);
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    version_id INTEGER REFERENCES versions (id) ON DELETE CASCADE,  -- NULL: the whole library
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    owner TEXT NOT NULL,                -- the worker that runs it, '' otherwise
    created TEXT NOT NULL,
    updated TEXT NOT NULL
);
CREATE UNIQUE INDEX jobs_version ON jobs (kind, ifnull(version_id, 0));
CREATE INDEX jobs_of_version ON jobs (version_id);
"""

CONVERSATIONS = """
CREATE TABLE conversations (            -- the app's own
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'nacre')),
    text TEXT NOT NULL,
    time TEXT NOT NULL,
    answer_json TEXT NOT NULL,
    partial INTEGER NOT NULL
);
CREATE INDEX turns_conversation ON turns (conversation_id, id);
CREATE VIRTUAL TABLE turn_words USING fts5 (
    text, content = 'turns', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER turns_inserted AFTER INSERT ON turns BEGIN
    INSERT INTO turn_words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER turns_deleted AFTER DELETE ON turns BEGIN
    INSERT INTO turn_words (turn_words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER turns_updated AFTER UPDATE OF text ON turns BEGIN
    INSERT INTO turn_words (turn_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO turn_words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TABLE state (                    -- drafts, and the generation: a count of changes to chunks or embeddings
    key TEXT NOT NULL PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
INSERT INTO state (key, value) VALUES ('generation', 0);
"""

FOUNDATION = ORIGINALS + DOCUMENTS + CHUNKS + CONVERSATIONS
