-- The second factor: a person's PIN as a slow hash. `hash` is empty until one was chosen; `proven_in` is the chat in
-- which it was last given rightly.
CREATE TABLE pin (
  person_id INTEGER PRIMARY KEY REFERENCES person(id),
  salt TEXT NOT NULL,
  hash TEXT NOT NULL DEFAULT '',
  set_at INTEGER,
  wrong INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0,
  proven_at INTEGER NOT NULL DEFAULT 0,
  proven_in INTEGER
);
