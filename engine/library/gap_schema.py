"""What a person has said of the gaps that were found."""

from __future__ import annotations

GAPS = """
CREATE TABLE gaps (                     -- no words of any document, so that forgetting one has nothing to forget here
    gap_id TEXT NOT NULL PRIMARY KEY,   -- see engine.gaps.naming
    kind TEXT NOT NULL,
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'kept', 'dropped')),
    seen TEXT NOT NULL                  -- when it was last found or decided
) WITHOUT ROWID;
"""
