-- A unit is asked why a figure of a period is as it is. The figure stays as it was when it was asked for; the answer is
-- one cause and a short sentence. state: asked, answered.
CREATE TABLE explanation (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  asker_seat_id INTEGER NOT NULL REFERENCES seat(id),
  period TEXT NOT NULL,
  figures TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  cause TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  answered_at INTEGER,
  answered_by INTEGER
);
CREATE INDEX explanation_of_unit ON explanation(unit_id, period);
CREATE INDEX explanation_of_asker ON explanation(asker_seat_id, state);
