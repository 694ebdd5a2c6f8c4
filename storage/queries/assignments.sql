-- name: of_unit
SELECT p.id, p.title, p.issuer_id, p.due_on,
  COALESCE(SUM(CASE WHEN t.state <> 'withdrawn' THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state IN ('open', 'in_progress', 'returned', 'blocked') THEN 1 ELSE 0 END), 0), p.code
FROM programme p LEFT JOIN task t ON t.programme_id = p.id
WHERE p.issuer_id = :unit_id AND p.kind = 'assignment'
GROUP BY p.id, p.title, p.issuer_id, p.due_on, p.code ORDER BY p.id DESC LIMIT :most;

-- name: get^
SELECT p.id, p.title, p.issuer_id, p.due_on,
  COALESCE(SUM(CASE WHEN t.state <> 'withdrawn' THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state IN ('open', 'in_progress', 'returned', 'blocked') THEN 1 ELSE 0 END), 0), p.code
FROM programme p LEFT JOIN task t ON t.programme_id = p.id
WHERE p.id = :programme_id AND p.kind = 'assignment'
GROUP BY p.id, p.title, p.issuer_id, p.due_on, p.code;

-- name: seats
SELECT s.id, t.id FROM task t JOIN seat s ON s.unit_id = t.unit_id AND s.role = t.assignee_role
WHERE t.programme_id = :programme_id AND t.state IN ('open', 'in_progress', 'returned', 'blocked') ORDER BY t.id;

-- name: note_withdrawal!
INSERT INTO task_event (task_id, at, kind, before, after)
SELECT t.id, CAST(:now AS BIGINT), 'withdrawn', '{"state": "' || t.state || '"}', '{"state": "withdrawn"}' FROM task t
WHERE t.programme_id = :programme_id AND t.state IN ('open', 'in_progress', 'returned', 'blocked');

-- name: withdraw!
UPDATE task SET state = 'withdrawn', next_remind_at = NULL, version = version + 1
WHERE programme_id = :programme_id AND state IN ('open', 'in_progress', 'returned', 'blocked');
