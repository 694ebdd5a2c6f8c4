-- The congress of a unit: one row each time, its road map being the tasks of its programme (domain 1). What happened
-- on the day (present, elected) stays in those tasks; here stands what has no step of its own.

-- state: planned, closed (decision received, term renewed), withdrawn. Whether it was held and approved stands in its
-- steps, so that taking back a report takes that back too.
CREATE TABLE congress (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  programme_id INTEGER NOT NULL UNIQUE REFERENCES programme(id),
  level TEXT NOT NULL,
  mode INTEGER NOT NULL,
  planned_on TEXT NOT NULL,
  actual_on TEXT,
  half_days INTEGER,
  pilot INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  moves INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  resolution TEXT,
  decision TEXT,
  decision_on TEXT,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX congress_by_unit ON congress(unit_id, id);
-- Two at once for one unit cannot be: the second is a mistake or a merger that was not thought through.
CREATE UNIQUE INDEX congress_under_way ON congress(unit_id) WHERE state = 'planned';

-- What was changed about a congress, and why: day, mode, pilot. Append only.
CREATE TABLE congress_change (
  id {{id}},
  congress_id INTEGER NOT NULL REFERENCES congress(id),
  at INTEGER NOT NULL,
  seat_id INTEGER,
  kind TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX congress_change_by_congress ON congress_change(congress_id, id);

-- Documents: each step of each version is a row, the last row is how they stand. state: draft, commented, revised,
-- approved. points: comma list of what the draft already says.
CREATE TABLE congress_paper (
  id {{id}},
  congress_id INTEGER NOT NULL REFERENCES congress(id),
  at INTEGER NOT NULL,
  seat_id INTEGER,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  opinions INTEGER NOT NULL,
  points TEXT NOT NULL
);
CREATE INDEX congress_paper_by_congress ON congress_paper(congress_id, id);

-- Composition in numbers, from commune level up. stage: planned, elected. numbers: JSON of counts. key_minority: 1, 0
-- or empty, the article's rule on key cadres where many ethnic-minority people live. The last row of a stage counts.
CREATE TABLE congress_structure (
  id {{id}},
  congress_id INTEGER NOT NULL REFERENCES congress(id),
  at INTEGER NOT NULL,
  seat_id INTEGER,
  stage TEXT NOT NULL,
  numbers TEXT NOT NULL,
  key_minority INTEGER
);
CREATE INDEX congress_structure_by_congress ON congress_structure(congress_id, stage, id);

-- What a province or commune ruled itself, beside the Centre's values in the catalogue.
CREATE TABLE ruling (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  path {{bytes_ordered_text}} NOT NULL,
  issuer_level TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  document TEXT NOT NULL,
  document_on TEXT,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  set_at INTEGER NOT NULL,
  seat_id INTEGER
);
CREATE INDEX ruling_by_path ON ruling(path, key);

-- A committee's own step of the road map: lead times and name instead of the template's; kept = 0 leaves it out.
CREATE TABLE congress_step (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  path {{bytes_ordered_text}} NOT NULL,
  level TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  opens_lead INTEGER NOT NULL,
  due_lead INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  set_at INTEGER NOT NULL,
  seat_id INTEGER,
  UNIQUE (unit_id, level, code)
);

-- Whether many ethnic-minority people live there: yes, no or not said.
ALTER TABLE unit ADD COLUMN minority_area INTEGER;
