"""The table of open questions, as its migration makes it; `engine.questions.store` uses it."""

from __future__ import annotations

QUESTIONS = """
CREATE TABLE open_questions (           -- a person's own words; of documents only places
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,           -- the words alone, so that nothing is listed twice
    text TEXT NOT NULL,
    asked TEXT NOT NULL,
    turn_id INTEGER REFERENCES turns (id) ON DELETE CASCADE,  -- NULL: added by hand
    scope TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'dropped')),
    support REAL NOT NULL,
    version_id INTEGER REFERENCES versions (id) ON DELETE SET NULL,  -- what the best support rests on
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    encoder TEXT NOT NULL,              -- that it was last asked with
    vector BLOB,                        -- its embedding of that encoder, float32; NULL where there is none yet
    tried_version INTEGER NOT NULL,     -- the greatest version there was when it was last asked
    tried TEXT NOT NULL,
    news INTEGER NOT NULL               -- 1: answered, and nobody has looked yet
);
CREATE INDEX open_questions_state ON open_questions (state, tried_version);
CREATE INDEX open_questions_turn ON open_questions (turn_id);
CREATE TABLE gap_places (               -- of gaps that were found: what to look for again once one is kept
    gap_id TEXT NOT NULL PRIMARY KEY REFERENCES gaps (gap_id) ON DELETE CASCADE,
    a TEXT NOT NULL,                    -- the sides, as the person named them; '' both: the whole library
    b TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,  -- where it stands: no words of it here
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    tried_version INTEGER NOT NULL,     -- the greatest version there was when it was last looked for
    closed TEXT NOT NULL,               -- when it was found no more, '' while it is there
    news INTEGER NOT NULL               -- 1: closed, and nobody has looked yet
) WITHOUT ROWID;
CREATE INDEX gap_places_version ON gap_places (version_id);
CREATE INDEX open_questions_version ON open_questions (version_id);
"""
