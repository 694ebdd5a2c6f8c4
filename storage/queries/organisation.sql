-- name: facts^
SELECT head_is_secretary, meeting_rule FROM unit WHERE id = :id;

-- name: former_names
SELECT name, until_on FROM unit_name WHERE unit_id = :id ORDER BY until_on DESC, id DESC;

-- name: set_head!
UPDATE unit SET head_is_secretary = :value WHERE id = :id;

-- name: set_meeting_rule!
UPDATE unit SET meeting_rule = :rule WHERE id = :id;

-- Whether the head is the secretary, counted upward: residential cells and cells of agencies apart.
-- name: head_counts
SELECT residential, COUNT(*), COALESCE(SUM(CASE WHEN head_is_secretary IS NOT NULL THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(head_is_secretary), 0)
FROM unit WHERE path >= :path AND path < :path_end AND valid_to IS NULL AND kind IN ('cell', 'grassroots_cell')
GROUP BY residential;

-- name: confirm_term!
UPDATE term SET confirmed_at = :now, confirmed_by = :by WHERE id = :id AND confirmed_at IS NULL;

-- name: drop_unconfirmed!
DELETE FROM term WHERE unit_id = :unit_id AND start_on = :start_on;

-- name: add_term!
INSERT INTO term (unit_id, label, start_on, planned_end_on, policy, basis, confirmed_at, confirmed_by)
VALUES (:unit_id, :label, :start_on, :planned_end_on, :policy, :basis, :confirmed_at, :confirmed_by);

-- The latest terms below that nobody has confirmed, those that end first in front.
-- name: unconfirmed_below
SELECT u.id, u.name, t.planned_end_on FROM unit u JOIN term t ON t.id = (
  SELECT k.id FROM term k WHERE k.unit_id = u.id ORDER BY k.start_on DESC LIMIT 1)
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL AND t.confirmed_at IS NULL
ORDER BY t.planned_end_on, u.path LIMIT :most;

-- name: find_below
SELECT id, name, code FROM unit
WHERE path >= :path AND path < :path_end AND valid_to IS NULL ORDER BY path LIMIT :most;
