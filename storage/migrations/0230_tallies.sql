-- Sums for whoever leads, so that no screen counts seven million rows. Every change of a task appends what it changes
-- to tally_delta in the same transaction (triggers, so that no statement can forget it); the planner folds deltas into
-- the sums now and then. A figure is always sums + deltas: exact at once, and no two writers wait for one row.

-- What each task counts for. A row is what was owed: it counts unless it was withdrawn, or its unit had ended before.
CREATE VIEW task_count AS
SELECT t.id AS task_id, t.unit_id, u.path, t.duty, t.due_on, t.opens_on,
  CASE WHEN t.state <> 'not_applicable' THEN 1 ELSE 0 END AS expected,
  CASE WHEN t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END AS reported,
  CASE WHEN t.state IN ('reported', 'seen', 'verified')
    AND (t.reported_at IS NULL OR t.reported_at < {{end_of_due_day}}) THEN 1 ELSE 0 END AS on_time,
  CASE WHEN t.state = 'verified' THEN 1 ELSE 0 END AS verified,
  CASE WHEN t.state IN ('open', 'in_progress', 'returned') THEN 1 ELSE 0 END AS owed,
  CASE WHEN t.state = 'blocked' THEN 1 ELSE 0 END AS blocked,
  CASE WHEN t.state = 'returned' THEN 1 ELSE 0 END AS returned,
  CASE WHEN t.state = 'not_applicable' THEN 1 ELSE 0 END AS not_applicable
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.state <> 'withdrawn' AND (u.valid_to IS NULL OR u.valid_to >= t.opens_on);

-- A unit's own tasks, all duties together, by the days on which they open and are due.
CREATE TABLE tally_own (
  unit_id INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  opens_on TEXT NOT NULL,
  expected INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  on_time INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  owed INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL,
  PRIMARY KEY (unit_id, due_on, opens_on)
){{clustered}};

-- Everything under a unit, without the unit's own, by duty. task_id: one of them, which says how the duty is called.
CREATE TABLE tally_below (
  unit_id INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  opens_on TEXT NOT NULL,
  duty TEXT NOT NULL,
  task_id INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  on_time INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  owed INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL,
  PRIMARY KEY (unit_id, due_on, opens_on, duty)
){{clustered}};

CREATE TABLE tally_delta (
  id {{id}},
  unit_id INTEGER NOT NULL,
  path TEXT NOT NULL,
  due_on TEXT NOT NULL,
  opens_on TEXT NOT NULL,
  duty TEXT NOT NULL,
  task_id INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  on_time INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  owed INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL
);

-- What stands in an installation already.
INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
  blocked, returned, not_applicable)
SELECT unit_id, path, due_on, opens_on, duty, MAX(task_id), SUM(expected), SUM(reported), SUM(on_time), SUM(verified),
  SUM(owed), SUM(blocked), SUM(returned), SUM(not_applicable)
FROM task_count GROUP BY unit_id, path, due_on, opens_on, duty;
