-- Figures of a period that a committee has approved: they stay as they were, later corrections are shown beside them.
CREATE TABLE approved_period (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  period TEXT NOT NULL,
  figures TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  person_id INTEGER,
  UNIQUE (unit_id, period)
);
