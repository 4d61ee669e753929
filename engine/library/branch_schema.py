"""Conversations as trees, and what lists need of them: names, pins, the archive, the bin."""

from __future__ import annotations

BRANCHES = """
ALTER TABLE conversations ADD COLUMN named INTEGER NOT NULL DEFAULT 0;      -- 1: a person gave the title
ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN deleted TEXT NOT NULL DEFAULT '';      -- when; '' where it is not
ALTER TABLE conversations ADD COLUMN leaf_id INTEGER NOT NULL DEFAULT 0;    -- where its active path ends; 0: no turns
CREATE INDEX conversations_listed ON conversations (pinned DESC, updated DESC, id DESC)
    WHERE deleted = '' AND archived = 0;
CREATE INDEX conversations_binned ON conversations (deleted) WHERE deleted != '';
CREATE TABLE tree (                     -- where each turn stands; small rows, so that a walk reads no texts
    turn_id INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,         -- the turn that it follows; 0: it stands at the beginning
    depth INTEGER NOT NULL,             -- 1 at the beginning
    followed_id INTEGER NOT NULL        -- the child that was last gone on with; 0: it has none
);
CREATE INDEX tree_parent ON tree (parent_id, conversation_id);
CREATE INDEX tree_conversation ON tree (conversation_id, followed_id);
INSERT INTO tree (turn_id, conversation_id, parent_id, depth, followed_id)
    SELECT id, conversation_id,
        ifnull(lag(id) OVER (PARTITION BY conversation_id ORDER BY id), 0),
        row_number() OVER (PARTITION BY conversation_id ORDER BY id),
        ifnull(lead(id) OVER (PARTITION BY conversation_id ORDER BY id), 0)
    FROM turns;
UPDATE conversations
    SET leaf_id = ifnull((SELECT max(t.id) FROM turns t WHERE t.conversation_id = conversations.id), 0);
CREATE VIRTUAL TABLE title_words USING fts5 (
    title, content = 'conversations', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO title_words (title_words) VALUES ('rebuild');
CREATE TRIGGER conversations_inserted AFTER INSERT ON conversations BEGIN
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER conversations_deleted AFTER DELETE ON conversations BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.id, old.title);
END;
CREATE TRIGGER conversations_renamed AFTER UPDATE OF title ON conversations BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.id, old.title);
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title);
END;
"""
