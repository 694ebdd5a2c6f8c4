-- A restructuring said yes to for a later day. steps: the good rows as JSON. state: planned, done, failed, cancelled.
-- lines: the reconciliation as JSON once it is done.
CREATE TABLE restructuring (
  id {{id}},
  seat_id INTEGER REFERENCES seat(id),
  steps TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  state TEXT NOT NULL,
  lines TEXT NOT NULL DEFAULT '[]',
  made_at INTEGER NOT NULL,
  ended_at INTEGER
);
CREATE INDEX restructuring_waiting ON restructuring(effective_on) WHERE state = 'planned';
CREATE INDEX restructuring_by_seat ON restructuring(seat_id, id);
