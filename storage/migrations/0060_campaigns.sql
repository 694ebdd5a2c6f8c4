-- Campaigns, the whole life of a pledge, and when each measure is looked at.

ALTER TABLE pledge ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE pledge ADD COLUMN document_on TEXT;
ALTER TABLE pledge ADD COLUMN missing TEXT;
ALTER TABLE pledge ADD COLUMN reason TEXT;
ALTER TABLE pledge ADD COLUMN reviewed_at INTEGER;
ALTER TABLE pledge ADD COLUMN ended_at INTEGER;
ALTER TABLE pledge ADD COLUMN successor_id INTEGER REFERENCES unit(id);
CREATE INDEX pledge_by_unit ON pledge(unit_id, programme_id);
CREATE INDEX pledge_waiting ON pledge(id) WHERE state = 'registered';

-- When a measure is looked at, and when its unit said that it was done.
CREATE TABLE measure_check (
  id {{id}},
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  due_on TEXT NOT NULL,
  ticked_at INTEGER,
  seat_id INTEGER,
  UNIQUE (measure_id, due_on)
);

-- What a unit has written so far, kept seven days.
CREATE TABLE pledge_draft (
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  programme_id INTEGER NOT NULL REFERENCES programme(id),
  body TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (unit_id, programme_id)
);

-- state: proposed, launching, launched, closed, declined. `opened_upto`: the last unit that has its task already.
-- kinds and compositions are comma lists with a comma at both ends; residential is 1, 0 or null for both.
CREATE TABLE campaign (
  programme_id INTEGER PRIMARY KEY REFERENCES programme(id),
  form TEXT NOT NULL,
  check_every TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  path {{bytes_ordered_text}} NOT NULL,
  kinds TEXT NOT NULL,
  compositions TEXT NOT NULL,
  residential INTEGER,
  state TEXT NOT NULL,
  opened_upto INTEGER NOT NULL DEFAULT 0,
  proposed_by INTEGER,
  proposed_at INTEGER NOT NULL,
  confirmed_by INTEGER,
  launched_at INTEGER,
  closed_at INTEGER
);

-- Units that came after the launch: their own deadline, counted apart.
CREATE TABLE late_joiner (
  programme_id INTEGER NOT NULL REFERENCES programme(id),
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  joined_on TEXT NOT NULL,
  PRIMARY KEY (programme_id, unit_id)
);
