"""The tables of the graph, as their migration makes them; `engine.graph.store` reads and writes them.

Everything in them follows from the library's other tables and can be made again. What a version gave goes with the
version, in the same transaction; names that only it had go as well.
"""

from __future__ import annotations

GRAPH_ALIKE = """
CREATE INDEX graph_keys_alike ON graph_keys (replace(key, ' ', ''));  -- 'light house' beside 'lighthouse'
"""

GRAPH = """
CREATE TABLE graph_state (               -- 'form' of what is stored: the extraction's and the embedder's versions
    key TEXT NOT NULL PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
CREATE TABLE graph_versions (            -- versions whose concepts and relations are stored
    version INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL
);
CREATE TABLE graph_keys (                -- normal forms of names
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    concept INTEGER NOT NULL,            -- the least id of the keys that mean the same; 0: not settled yet
    stale INTEGER NOT NULL               -- 1: what it means is to be settled again
);
CREATE INDEX graph_keys_concept ON graph_keys (concept);
CREATE INDEX graph_keys_stale ON graph_keys (id) WHERE stale;
CREATE TABLE graph_mentions (            -- a name in a version
    key INTEGER NOT NULL,
    version INTEGER NOT NULL,
    kind INTEGER NOT NULL,               -- the best, as its place in MentionKind
    count INTEGER NOT NULL,
    points INTEGER NOT NULL,             -- how much it says about the version
    surface TEXT NOT NULL,               -- the most frequent
    spans TEXT NOT NULL,                 -- JSON: the first few, start and end by turns
    PRIMARY KEY (key, version)
) WITHOUT ROWID;
CREATE INDEX graph_mentions_version ON graph_mentions (version);
CREATE TABLE graph_triples (             -- what a stretch of a version says of two names
    version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    subject INTEGER NOT NULL,            -- graph_keys.id
    relation TEXT NOT NULL,
    object INTEGER NOT NULL,             -- the same; 0: words
    words TEXT NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    method TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (version, ordinal)
) WITHOUT ROWID;
CREATE INDEX graph_triples_subject ON graph_triples (subject, relation);
CREATE INDEX graph_triples_object ON graph_triples (object, relation);
CREATE TABLE graph_concepts (            -- names that mean the same, as one
    id INTEGER PRIMARY KEY,              -- graph_keys.concept
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,               -- JSON
    kind INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    points INTEGER NOT NULL
);
CREATE INDEX graph_concepts_points ON graph_concepts (points);
CREATE TRIGGER graph_version_leaves AFTER DELETE ON graph_versions BEGIN
    DELETE FROM graph_triples WHERE version = old.version;
    DELETE FROM graph_mentions WHERE version = old.version;
END;
CREATE TRIGGER graph_mention_leaves AFTER DELETE ON graph_mentions BEGIN
    DELETE FROM graph_concepts WHERE id = (SELECT concept FROM graph_keys WHERE id = old.key);
    UPDATE graph_keys SET stale = 1 WHERE NOT stale AND concept != 0
        AND concept = (SELECT concept FROM graph_keys WHERE id = old.key);
    DELETE FROM graph_keys WHERE id = old.key AND NOT EXISTS (SELECT 1 FROM graph_mentions WHERE key = old.key);
END;
"""
