-- What the regular duties need beside the task itself: the day a meeting was held, who typed for whom, obstacles
-- upward, extensions, samples for a phone call, a committee's own copy of the catalogue.

ALTER TABLE task ADD COLUMN held_on TEXT;
-- 1 while somebody else typed the report and the holder has not said that it is right.
ALTER TABLE task ADD COLUMN on_behalf INTEGER NOT NULL DEFAULT 0;

-- A cell's obstacle as an item of the committee above, with a due day of its own. state: open, cleared, withdrawn.
CREATE TABLE obstacle (
  id {{id}},
  task_id INTEGER NOT NULL REFERENCES task(id),
  helper_unit_id INTEGER NOT NULL REFERENCES unit(id),
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  ended_at INTEGER,
  ended_by INTEGER
);
CREATE INDEX obstacle_by_helper ON obstacle(helper_unit_id, state, due_on);
CREATE INDEX obstacle_by_task ON obstacle(task_id);

-- state: asked, granted, refused.
CREATE TABLE extension (
  id {{id}},
  task_id INTEGER NOT NULL REFERENCES task(id),
  old_due_on TEXT NOT NULL,
  new_due_on TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  asked_by INTEGER,
  answered_at INTEGER,
  answered_by INTEGER
);
CREATE INDEX extension_by_task ON extension(task_id);

-- result: empty until the call, then match or mismatch.
CREATE TABLE spot_check (
  id {{id}},
  task_id INTEGER NOT NULL UNIQUE REFERENCES task(id),
  seed TEXT NOT NULL,
  drawn_at INTEGER NOT NULL,
  result TEXT NOT NULL DEFAULT '',
  checked_at INTEGER,
  checked_by INTEGER
);

-- A committee's own wording, dates and numbers of a duty, as one entry of the catalogue; empty: not asked here.
CREATE TABLE duty_copy (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  path {{bytes_ordered_text}} NOT NULL,
  code TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by INTEGER,
  UNIQUE (unit_id, code)
);
CREATE INDEX duty_copy_by_code ON duty_copy(code, path);
