-- Two facts of a unit that are counted upward, its meeting rule, and how the next holder of a seat is called.
ALTER TABLE unit ADD COLUMN head_is_secretary INTEGER;
ALTER TABLE unit ADD COLUMN meeting_rule TEXT NOT NULL DEFAULT '';
ALTER TABLE seat ADD COLUMN called TEXT NOT NULL DEFAULT '';

-- Former names stay readable: what a unit was called until a day.
CREATE TABLE unit_name (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  name TEXT NOT NULL,
  until_on TEXT NOT NULL
);
CREATE INDEX unit_name_by_unit ON unit_name(unit_id, until_on);
