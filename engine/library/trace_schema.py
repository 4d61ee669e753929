"""How answers came about, and what the user said of them."""

from __future__ import annotations

TRACES = """
CREATE TABLE traces (                   -- the events of an answer, without its text
    turn_id INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    events BLOB NOT NULL                -- zstd of JSON: an array of events as `engine.events.to_json` writes them
);
CREATE TABLE feedback (
    turn_id INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL CHECK (verdict IN ('good', 'bad')),
    reason TEXT NOT NULL,
    time TEXT NOT NULL,
    model TEXT NOT NULL,                -- the chat model that wrote the answer, '' for extracts
    tier INTEGER,                       -- of the answer; NULL where it was cut off
    encoder TEXT NOT NULL               -- that the library was searched with when the verdict was given
);
"""
