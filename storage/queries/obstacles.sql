-- name: add$
INSERT INTO obstacle (task_id, helper_unit_id, reason, state, opened_at, due_on)
VALUES (:task_id, :helper_unit_id, :reason, 'open', :now, :due_on) RETURNING id;

-- name: get^
SELECT o.id, o.task_id, o.helper_unit_id, o.reason, o.state, o.opened_at, o.due_on, t.title, u.name, h.path
FROM obstacle o JOIN task t ON t.id = o.task_id JOIN unit u ON u.id = t.unit_id JOIN unit h ON h.id = o.helper_unit_id
WHERE o.id = :id;

-- name: open_below
SELECT o.id, o.task_id, o.helper_unit_id, o.reason, o.state, o.opened_at, o.due_on, t.title, u.name
FROM obstacle o JOIN task t ON t.id = o.task_id JOIN unit u ON u.id = t.unit_id JOIN unit h ON h.id = o.helper_unit_id
WHERE h.path >= :path AND h.path < :path_end AND o.state = 'open' ORDER BY o.due_on, o.id LIMIT :most;

-- name: end!
UPDATE obstacle SET state = :state, ended_at = :now, ended_by = :seat_id WHERE id = :id AND state = 'open';

-- name: end_of_task!
UPDATE obstacle SET state = :state, ended_at = :now, ended_by = :seat_id
WHERE task_id = :task_id AND state = 'open';

-- name: slowness^
SELECT SUM(CASE WHEN o.state = 'open' THEN 1 ELSE 0 END),
  SUM(CASE WHEN o.state = 'open' AND o.due_on < :today THEN 1 ELSE 0 END),
  SUM(CASE WHEN o.state = 'cleared' THEN 1 ELSE 0 END),
  AVG(CASE WHEN o.state = 'cleared' THEN (o.ended_at - o.opened_at) / 86400000.0 END)
FROM obstacle o JOIN unit h ON h.id = o.helper_unit_id
WHERE h.path >= :path AND h.path < :path_end AND (o.state = 'open' OR o.opened_at >= :since);

-- name: ask_extension$
INSERT INTO extension (task_id, old_due_on, new_due_on, state, asked_at, asked_by)
VALUES (:task_id, :old_due_on, :new_due_on, 'asked', :now, :seat_id) RETURNING id;

-- name: extension^
SELECT id, task_id, old_due_on, new_due_on, state, asked_by FROM extension WHERE id = :id;

-- name: extensions_asked
SELECT e.id, e.task_id, e.old_due_on, e.new_due_on, e.state, e.asked_by
FROM extension e JOIN task t ON t.id = e.task_id JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND e.state = 'asked' ORDER BY e.id LIMIT :most;

-- name: extensions_of
SELECT id, task_id, old_due_on, new_due_on, state, asked_by FROM extension WHERE task_id = :task_id ORDER BY id DESC;

-- name: answer_extension!
UPDATE extension SET state = :state, answered_at = :now, answered_by = :seat_id WHERE id = :id AND state = 'asked';
