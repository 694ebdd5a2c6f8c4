-- Files made for somebody whose channel cannot carry them: fetched once or a few times by a link that expires.
CREATE TABLE file (
  id {{id}},
  token_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  content {{bytes}} NOT NULL,
  person_id INTEGER REFERENCES person(id),
  unit_id INTEGER REFERENCES unit(id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  fetched INTEGER NOT NULL DEFAULT 0
);
