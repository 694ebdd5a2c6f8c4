-- Links to a committee's page: they open the figures of one seat for whoever holds it, until they end.
CREATE TABLE board_link (
  id {{id}},
  token_hash TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person(id),
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  opened INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX board_link_of_person ON board_link (person_id);
