-- The task of a unit for a duty and a period: the newest, should several programmes ask for it.
-- name: of_period^
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.unit_id = :unit_id AND t.duty = :duty AND t.period = :period ORDER BY t.id DESC LIMIT 1;

-- What a unit has reported and can still correct, the latest first.
-- name: reported_of_unit
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.unit_id = :unit_id AND t.state IN ('reported', 'seen', 'verified') AND t.closes_on >= :today
ORDER BY t.reported_at DESC, t.id DESC LIMIT :most;

-- Earlier reports of the same duty in the same unit, the latest first: for what is known and what looks odd.
-- name: earlier
SELECT t.period, t.numbers FROM task t
WHERE t.unit_id = :unit_id AND t.duty = :duty AND t.state IN ('reported', 'seen', 'verified') AND t.id <> :task_id
  AND t.due_on < :due_on
ORDER BY t.due_on DESC LIMIT :most;

-- Everything a unit reported in the periods of a year, the latest first.
-- name: of_year
SELECT t.duty, t.title, t.numbers FROM task t
WHERE t.unit_id = :unit_id AND t.state IN ('reported', 'seen', 'verified') AND t.period LIKE :year
ORDER BY t.due_on DESC, t.id DESC LIMIT :most;

-- Every step of a task, the latest first: both values of a correction stay readable.
-- name: steps
SELECT e.id, e.task_id, e.at, e.kind, e.before, e.after FROM task_event e
WHERE e.task_id = :task_id AND e.undone_at IS NULL ORDER BY e.id DESC LIMIT :most;
