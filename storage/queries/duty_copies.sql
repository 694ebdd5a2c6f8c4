-- name: put!
INSERT INTO duty_copy (unit_id, code, body, changed_at, changed_by)
VALUES (:unit_id, :code, :body, :now, :seat_id)
ON CONFLICT (unit_id, code) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by;

-- name: drop!
DELETE FROM duty_copy WHERE unit_id = :unit_id AND code = :code;

-- name: of_unit
SELECT code, body FROM duty_copy WHERE unit_id = :unit_id ORDER BY code;

-- name: any$
SELECT (SELECT COUNT(*) FROM (SELECT id FROM duty_copy LIMIT 1) AS one)
  + (SELECT COUNT(*) FROM (SELECT id FROM unit WHERE meeting_rule <> '' LIMIT 1) AS one);

-- name: meeting_rules
SELECT id, meeting_rule FROM unit WHERE id IN @list(:units) AND meeting_rule <> '';

-- name: of_units
SELECT unit_id, code, body FROM duty_copy WHERE unit_id IN @list(:units) ORDER BY unit_id, code;

-- The units of a chunk that are alive, with what decides whose copy they read.
-- name: places
SELECT id, code, path FROM unit
WHERE id > :after AND id <= :upto AND path >= :path AND path < :path_end AND valid_to IS NULL ORDER BY id;

-- Those of them whose latest term ends by a day, or should have ended already.
-- name: ending
SELECT u.id FROM unit u JOIN term t ON t.unit_id = u.id
WHERE u.id > :after AND u.id <= :upto AND t.planned_end_on <= :latest
  AND NOT EXISTS (SELECT 1 FROM term k WHERE k.unit_id = u.id AND k.start_on > t.start_on);

-- What is open of one duty in one committee's area, of one period or (empty) of any.
-- name: open_below
SELECT t.id, s.id FROM task t JOIN unit u ON u.id = t.unit_id
LEFT JOIN seat s ON s.unit_id = t.unit_id AND s.role = t.assignee_role
WHERE u.path >= :path AND u.path < :path_end AND t.duty = :duty
  AND (CAST(:period AS TEXT) = '' OR t.period = :period)
  AND t.state IN ('open', 'in_progress', 'returned', 'blocked') ORDER BY t.id;

-- name: note_withdrawal!
INSERT INTO task_event (task_id, at, kind, before, after)
SELECT t.id, CAST(:now AS BIGINT), 'withdrawn', '{"state": "' || t.state || '"}', '{"state": "withdrawn"}' FROM task t
WHERE t.id IN @list(:ids);

-- name: withdraw!
UPDATE task SET state = 'withdrawn', next_remind_at = NULL, version = version + 1 WHERE id IN @list(:ids);
