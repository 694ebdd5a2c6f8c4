-- Every figure is what was folded plus what waits in tally_delta; `late` is owed past its due day, known only today.
-- What each unit below owed by itself. Units whose tasks have all gone elsewhere show nothing.
-- name: by_unit
SELECT u.id, u.name, u.kind, u.path, u.code, SUM(s.expected), SUM(s.reported), SUM(s.on_time), SUM(s.verified),
  SUM(s.late), SUM(s.blocked), SUM(s.returned), SUM(s.not_applicable)
FROM (
  SELECT c.unit_id, SUM(c.expected) AS expected, SUM(c.reported) AS reported, SUM(c.on_time) AS on_time,
    SUM(c.verified) AS verified, SUM(CASE WHEN c.due_on < :today THEN c.owed ELSE 0 END) AS late,
    SUM(c.blocked) AS blocked, SUM(c.returned) AS returned, SUM(c.not_applicable) AS not_applicable
  FROM unit r JOIN tally_own c ON c.unit_id = r.id
  WHERE r.path >= :path AND r.path < :path_end AND c.due_on >= :first AND c.due_on <= :last AND c.opens_on <= :today
  GROUP BY c.unit_id
  UNION ALL
  SELECT d.unit_id, SUM(d.expected), SUM(d.reported), SUM(d.on_time), SUM(d.verified),
    SUM(CASE WHEN d.due_on < :today THEN d.owed ELSE 0 END), SUM(d.blocked), SUM(d.returned), SUM(d.not_applicable)
  FROM tally_delta d JOIN unit r ON r.id = d.unit_id
  WHERE r.path >= :path AND r.path < :path_end AND d.due_on >= :first AND d.due_on <= :last AND d.opens_on <= :today
  GROUP BY d.unit_id) AS s
JOIN unit u ON u.id = s.unit_id
GROUP BY u.id, u.name, u.kind, u.path, u.code HAVING SUM(s.expected) + SUM(s.not_applicable) > 0 ORDER BY u.path;

-- One row for each unit directly below with everything under it, and the unit itself with its own, by month. What
-- waits is found by the ids in its path, as the sums are: a unit may have moved between two changes.
-- name: by_child_month
SELECT u.id, u.name, u.kind, u.path, u.code, s.month, SUM(s.expected), SUM(s.reported), SUM(s.on_time),
  SUM(s.verified), SUM(s.late), SUM(s.blocked), SUM(s.returned), SUM(s.not_applicable)
FROM (
  SELECT c.unit_id, substr(c.due_on, 1, 7) AS month, SUM(c.expected) AS expected, SUM(c.reported) AS reported,
    SUM(c.on_time) AS on_time, SUM(c.verified) AS verified,
    SUM(CASE WHEN c.due_on < :today THEN c.owed ELSE 0 END) AS late,
    SUM(c.blocked) AS blocked, SUM(c.returned) AS returned, SUM(c.not_applicable) AS not_applicable
  FROM unit g JOIN tally_below c ON c.unit_id = g.id
  WHERE g.parent_id = :root AND c.due_on >= :first AND c.due_on <= :last AND c.opens_on <= :today
  GROUP BY c.unit_id, substr(c.due_on, 1, 7)
  UNION ALL
  SELECT c.unit_id, substr(c.due_on, 1, 7), SUM(c.expected), SUM(c.reported), SUM(c.on_time), SUM(c.verified),
    SUM(CASE WHEN c.due_on < :today THEN c.owed ELSE 0 END), SUM(c.blocked), SUM(c.returned), SUM(c.not_applicable)
  FROM (SELECT id FROM unit WHERE parent_id = :root UNION ALL SELECT id FROM unit WHERE id = :root) AS g
  JOIN tally_own c ON c.unit_id = g.id
  WHERE c.due_on >= :first AND c.due_on <= :last AND c.opens_on <= :today
  GROUP BY c.unit_id, substr(c.due_on, 1, 7)
  UNION ALL
  SELECT g.id, substr(d.due_on, 1, 7), SUM(d.expected), SUM(d.reported), SUM(d.on_time), SUM(d.verified),
    SUM(CASE WHEN d.due_on < :today THEN d.owed ELSE 0 END), SUM(d.blocked), SUM(d.returned), SUM(d.not_applicable)
  FROM (
    SELECT id, '%/' || id || '/%' AS inside FROM unit WHERE parent_id = :root
    UNION ALL SELECT id, '%/' || id || '/' FROM unit WHERE id = :root) AS g
  JOIN tally_delta d ON d.path LIKE g.inside
  WHERE d.due_on >= :first AND d.due_on <= :last AND d.opens_on <= :today
  GROUP BY g.id, substr(d.due_on, 1, 7)) AS s
JOIN unit u ON u.id = s.unit_id
GROUP BY u.id, u.name, u.kind, u.path, u.code, s.month HAVING SUM(s.expected) + SUM(s.not_applicable) > 0
ORDER BY u.path, s.month;

-- One row a duty, over everything in and below a unit; its own few tasks are counted from the rows.
-- name: by_duty
SELECT s.duty, MAX(t.title), SUM(s.expected), SUM(s.reported), SUM(s.on_time), SUM(s.verified), SUM(s.late),
  SUM(s.blocked), SUM(s.returned), SUM(s.not_applicable)
FROM (
  SELECT duty, MAX(task_id) AS task_id, SUM(expected) AS expected, SUM(reported) AS reported, SUM(on_time) AS on_time,
    SUM(verified) AS verified, SUM(CASE WHEN due_on < :today THEN owed ELSE 0 END) AS late, SUM(blocked) AS blocked,
    SUM(returned) AS returned, SUM(not_applicable) AS not_applicable
  FROM tally_below WHERE unit_id = :root AND due_on >= :first AND due_on <= :last AND opens_on <= :today GROUP BY duty
  UNION ALL
  SELECT duty, MAX(task_id), SUM(expected), SUM(reported), SUM(on_time), SUM(verified),
    SUM(CASE WHEN due_on < :today THEN owed ELSE 0 END), SUM(blocked), SUM(returned), SUM(not_applicable)
  FROM task_count WHERE unit_id = :root AND due_on >= :first AND due_on <= :last AND opens_on <= :today GROUP BY duty
  UNION ALL
  SELECT duty, MAX(task_id), SUM(expected), SUM(reported), SUM(on_time), SUM(verified),
    SUM(CASE WHEN due_on < :today THEN owed ELSE 0 END), SUM(blocked), SUM(returned), SUM(not_applicable)
  FROM tally_delta
  WHERE path LIKE '%/' || CAST(:root AS TEXT) || '/%' AND unit_id <> :root AND due_on >= :first AND due_on <= :last
    AND opens_on <= :today
  GROUP BY duty) AS s
LEFT JOIN task t ON t.id = s.task_id
GROUP BY s.duty HAVING SUM(s.expected) + SUM(s.not_applicable) > 0 ORDER BY s.duty;

-- name: by_unit_month
SELECT s.unit_id, s.month, SUM(s.expected), SUM(s.on_time) FROM (
  SELECT c.unit_id, substr(c.due_on, 1, 7) AS month, SUM(c.expected) AS expected, SUM(c.on_time) AS on_time
  FROM unit u JOIN tally_own c ON c.unit_id = u.id
  WHERE u.path >= :path AND u.path < :path_end AND c.due_on >= :first AND c.due_on <= :last AND c.opens_on <= :today
  GROUP BY c.unit_id, substr(c.due_on, 1, 7)
  UNION ALL
  SELECT d.unit_id, substr(d.due_on, 1, 7), SUM(d.expected), SUM(d.on_time)
  FROM tally_delta d JOIN unit u ON u.id = d.unit_id
  WHERE u.path >= :path AND u.path < :path_end AND d.due_on >= :first AND d.due_on <= :last AND d.opens_on <= :today
  GROUP BY d.unit_id, substr(d.due_on, 1, 7)) AS s
GROUP BY s.unit_id, s.month HAVING SUM(s.expected) > 0;

-- What waits is taken out by whoever folds it: two at once never take the same row.
-- name: take
DELETE FROM tally_delta WHERE id IN (SELECT id FROM tally_delta ORDER BY id LIMIT :most)
RETURNING unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed, blocked,
  returned, not_applicable;

-- name: add_own*!
INSERT INTO tally_own (unit_id, due_on, opens_on, expected, reported, on_time, verified, owed, blocked, returned,
  not_applicable)
VALUES (:unit_id, :due_on, :opens_on, :expected, :reported, :on_time, :verified, :owed, :blocked, :returned,
  :not_applicable)
ON CONFLICT (unit_id, due_on, opens_on) DO UPDATE SET expected = tally_own.expected + excluded.expected,
  reported = tally_own.reported + excluded.reported, on_time = tally_own.on_time + excluded.on_time,
  verified = tally_own.verified + excluded.verified, owed = tally_own.owed + excluded.owed,
  blocked = tally_own.blocked + excluded.blocked, returned = tally_own.returned + excluded.returned,
  not_applicable = tally_own.not_applicable + excluded.not_applicable;

-- name: add_below*!
INSERT INTO tally_below (unit_id, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
  blocked, returned, not_applicable)
VALUES (:unit_id, :due_on, :opens_on, :duty, :task_id, :expected, :reported, :on_time, :verified, :owed, :blocked,
  :returned, :not_applicable)
ON CONFLICT (unit_id, due_on, opens_on, duty) DO UPDATE SET task_id = excluded.task_id,
  expected = tally_below.expected + excluded.expected, reported = tally_below.reported + excluded.reported,
  on_time = tally_below.on_time + excluded.on_time, verified = tally_below.verified + excluded.verified,
  owed = tally_below.owed + excluded.owed, blocked = tally_below.blocked + excluded.blocked,
  returned = tally_below.returned + excluded.returned,
  not_applicable = tally_below.not_applicable + excluded.not_applicable;

-- name: forget_own!
DELETE FROM tally_own;

-- name: forget_below!
DELETE FROM tally_below;

-- name: forget_deltas!
DELETE FROM tally_delta;

-- Everything counted again from the rows.
-- name: count_own!
INSERT INTO tally_own (unit_id, due_on, opens_on, expected, reported, on_time, verified, owed, blocked, returned,
  not_applicable)
SELECT unit_id, due_on, opens_on, SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked),
  SUM(returned), SUM(not_applicable)
FROM task_count GROUP BY unit_id, due_on, opens_on;

-- name: count_below!
INSERT INTO tally_below (unit_id, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
  blocked, returned, not_applicable)
WITH RECURSIVE above (unit_id, above_id) AS (
  SELECT id, parent_id FROM unit WHERE parent_id IS NOT NULL
  UNION ALL SELECT a.unit_id, u.parent_id FROM above a JOIN unit u ON u.id = a.above_id WHERE u.parent_id IS NOT NULL)
SELECT a.above_id, c.due_on, c.opens_on, c.duty, MAX(c.task_id), SUM(c.expected), SUM(c.reported), SUM(c.on_time),
  SUM(c.verified), SUM(c.owed), SUM(c.blocked), SUM(c.returned), SUM(c.not_applicable)
FROM above a JOIN task_count c ON c.unit_id = a.unit_id GROUP BY a.above_id, c.due_on, c.opens_on, c.duty;

-- All that is summed, and all that is there: two rows that must be the same.
-- name: in_sums^
SELECT SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked), SUM(returned),
  SUM(not_applicable)
FROM (
  SELECT expected, reported, on_time, verified, owed, blocked, returned, not_applicable FROM tally_own
  UNION ALL
  SELECT expected, reported, on_time, verified, owed, blocked, returned, not_applicable FROM tally_delta) AS s;

-- Of everything under the roots.
-- name: in_sums_below^
SELECT SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked), SUM(returned),
  SUM(not_applicable)
FROM (
  SELECT c.expected, c.reported, c.on_time, c.verified, c.owed, c.blocked, c.returned, c.not_applicable
  FROM tally_below c JOIN unit r ON r.id = c.unit_id WHERE r.parent_id IS NULL
  UNION ALL
  SELECT d.expected, d.reported, d.on_time, d.verified, d.owed, d.blocked, d.returned, d.not_applicable
  FROM tally_delta d JOIN unit u ON u.id = d.unit_id WHERE u.parent_id IS NOT NULL) AS s;

-- name: in_rows^
SELECT SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked), SUM(returned),
  SUM(not_applicable)
FROM task_count;

-- name: in_rows_below^
SELECT SUM(c.expected), SUM(c.reported), SUM(c.on_time), SUM(c.verified), SUM(c.owed), SUM(c.blocked),
  SUM(c.returned), SUM(c.not_applicable)
FROM task_count c JOIN unit u ON u.id = c.unit_id WHERE u.parent_id IS NOT NULL;

-- From here to the release new tasks are counted together (migration 0270).
-- name: hold!
INSERT INTO tally_hold (last_id) SELECT COALESCE(MAX(id), 0) FROM task;

-- name: release!
DELETE FROM tally_hold;
