-- A planned change of who sits in a seat, and whether the people concerned have been told.
CREATE TABLE handover (
  id {{id}},
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  kind TEXT NOT NULL,
  called TEXT NOT NULL,
  person_id INTEGER REFERENCES person(id),
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  by_person_id INTEGER,
  made_at INTEGER NOT NULL,
  told_at INTEGER,
  cancelled_at INTEGER
);
CREATE INDEX handover_waiting ON handover(from_at) WHERE told_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX handover_by_seat ON handover(seat_id);

-- A code for a planned hand-over, or for somebody known who has a new telephone.
ALTER TABLE invite ADD COLUMN handover_id INTEGER;
ALTER TABLE invite ADD COLUMN person_id INTEGER;
ALTER TABLE conversation ADD COLUMN locked_at INTEGER;
