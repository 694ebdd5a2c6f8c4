-- name: add_programme$
INSERT INTO programme (kind, code, title, issuer_id, document, document_on, period, opens_on, due_on, ends_on)
VALUES (:kind, :code, :title, :issuer_id, :document, :document_on, :period, :opens_on, :due_on, :ends_on)
ON CONFLICT (issuer_id, code, period) DO UPDATE SET title = excluded.title RETURNING id;

-- name: programme^
SELECT id, kind, code, title, issuer_id, document, document_on, period, opens_on, due_on, ends_on
FROM programme WHERE id = :id;

-- name: add*!
INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period,
  opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)
VALUES (:programme_id, :duty, :unit_id, :assignee_role, :approver_role, :title, :deliverable, :asks, :period,
  :opens_on, :due_on, :closes_on, 'open', '{}', :next_remind_at, :now)
ON CONFLICT (programme_id, duty, unit_id, period) DO NOTHING;

-- name: get^
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf, u.path
FROM task t JOIN unit u ON u.id = t.unit_id WHERE t.id = :id;

-- name: open_of_unit
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, '', t.asks, t.held_on, t.on_behalf
FROM task t
WHERE t.unit_id = :unit_id AND t.state IN ('open', 'in_progress', 'returned', 'blocked') AND t.opens_on <= :today
  AND t.closes_on >= :today
ORDER BY t.due_on, t.id LIMIT :most OFFSET :skip;

-- name: counts_of_unit^
SELECT
  COALESCE(SUM(CASE WHEN state IN ('open', 'in_progress', 'returned', 'blocked') THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN state IN ('open', 'in_progress', 'returned') AND due_on < :today THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN state IN ('reported', 'seen', 'verified') AND reported_at >= :since THEN 1 ELSE 0 END), 0)
FROM task WHERE unit_id = :unit_id AND opens_on <= :today AND closes_on >= :today
  AND (state IN ('open', 'in_progress', 'returned', 'blocked') OR reported_at >= :since);

-- name: change!
UPDATE task SET state = :state, numbers = :numbers, reason = :reason, planned_at = :planned_at,
  next_remind_at = :next_remind_at, reported_at = :reported_at, due_on = :due_on, closes_on = :closes_on,
  held_on = :held_on, on_behalf = :on_behalf, version = version + 1
WHERE id = :id AND version = :version;

-- name: add_event$
INSERT INTO task_event (task_id, at, person_id, seat_id, inbox_id, kind, before, after)
VALUES (:task_id, :now, :person_id, :seat_id, :inbox_id, :kind, :before, :after) RETURNING id;

-- name: last_event_of_person^
SELECT id, task_id, at, kind, before, after FROM task_event
WHERE person_id = :person_id AND at >= :since AND undone_at IS NULL AND kind <> 'undone'
ORDER BY id DESC LIMIT 1;

-- name: undo_event!
UPDATE task_event SET undone_at = :now WHERE id = :id AND undone_at IS NULL;

-- One row a unit below: how much is open, how much late, how much blocked.
-- name: standing_below
SELECT u.id, u.name, u.kind,
  SUM(CASE WHEN t.due_on <= :today OR t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END),
  SUM(CASE WHEN t.state IN ('open', 'in_progress', 'returned') AND t.due_on < :today THEN 1 ELSE 0 END),
  SUM(CASE WHEN t.state = 'blocked' THEN 1 ELSE 0 END),
  SUM(CASE WHEN t.state = 'returned' THEN 1 ELSE 0 END),
  SUM(CASE WHEN t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END),
  u.path
FROM unit u JOIN task t ON t.unit_id = u.id
WHERE u.path >= :path AND u.path < :path_end AND t.opens_on <= :today AND t.due_on >= :since
  AND t.state NOT IN ('withdrawn', 'not_applicable')
GROUP BY u.id, u.name, u.kind, u.path
ORDER BY 5 DESC, 6 DESC, u.path LIMIT :most;

-- Whether anybody in the unit has joined, can be reached, and when one of them wrote last.
-- name: reach_below
SELECT u.id, MAX(c.reachable), MAX(c.last_said_at)
FROM unit u
LEFT JOIN seat s ON s.unit_id = u.id
LEFT JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
LEFT JOIN conversation c ON c.person_id = h.person_id
WHERE u.path >= :path AND u.path < :path_end
GROUP BY u.id;

-- name: to_mention
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM holding h
JOIN seat s ON s.id = h.seat_id
JOIN task t ON t.unit_id = s.unit_id AND t.assignee_role = s.role
JOIN unit u ON u.id = t.unit_id
WHERE h.person_id = :person_id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
  AND t.state IN ('open', 'in_progress', 'returned') AND t.opens_on <= :today AND t.closes_on >= :today
  AND t.disputed_at IS NULL AND (t.planned_at IS NULL OR t.planned_at < :tomorrow)
ORDER BY t.due_on, t.id LIMIT :most;

-- name: recent_of_unit
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.unit_id = :unit_id AND t.opens_on <= :today AND t.due_on >= :since AND t.state <> 'withdrawn'
ORDER BY t.due_on DESC, t.id LIMIT :most;

-- name: reported_below
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND t.state = 'reported' ORDER BY t.reported_at, t.id LIMIT :most;

-- Set-based: one row for each living unit in the chunk that owes the duty. `kinds` and `compositions` are
-- comma lists with a comma at both ends; residential is 1, 0 or null for both.
-- name: open_for_units!
INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period,
  opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)
SELECT CAST(:programme_id AS BIGINT), CAST(:duty AS TEXT), u.id, CAST(:assignee_role AS TEXT),
  CAST(:approver_role AS TEXT), CAST(:title AS TEXT), CAST(:deliverable AS TEXT), CAST(:asks AS TEXT),
  CAST(:period AS TEXT), CAST(:opens_on AS TEXT), CAST(:due_on AS TEXT), CAST(:closes_on AS TEXT), 'open', '{}',
  CAST(:next_remind_at AS BIGINT), CAST(:now AS BIGINT)
FROM unit u
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL AND u.id > :after AND u.id <= :upto
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND CAST(:compositions AS TEXT) LIKE '%,' || u.composition || ',%'
  AND u.residential = COALESCE(CAST(:residential AS BIGINT), u.residential)
ON CONFLICT (programme_id, duty, unit_id, period) DO NOTHING;

-- The same for units listed by id: those of a chunk whose committee words or dates the duty in its own way.
-- name: open_for_listed!
INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period,
  opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)
SELECT CAST(:programme_id AS BIGINT), CAST(:duty AS TEXT), u.id, CAST(:assignee_role AS TEXT),
  CAST(:approver_role AS TEXT), CAST(:title AS TEXT), CAST(:deliverable AS TEXT), CAST(:asks AS TEXT),
  CAST(:period AS TEXT), CAST(:opens_on AS TEXT), CAST(:due_on AS TEXT), CAST(:closes_on AS TEXT), 'open', '{}',
  CAST(:next_remind_at AS BIGINT), CAST(:now AS BIGINT)
FROM unit u
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL AND u.id IN @list(:only)
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND CAST(:compositions AS TEXT) LIKE '%,' || u.composition || ',%'
  AND u.residential = COALESCE(CAST(:residential AS BIGINT), u.residential)
ON CONFLICT (programme_id, duty, unit_id, period) DO NOTHING;

-- What is still owed below and so many days late that the clerk hears of it, by its programme's own ladder where it has
-- one; `until` is the end of today.
-- name: late_for_clerk
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id LEFT JOIN ladder l ON l.programme_id = t.programme_id
WHERE u.path >= :path AND u.path < :path_end AND t.state IN ('open', 'in_progress', 'returned', 'blocked')
  AND t.due_on >= :first AND t.due_on <= :today AND t.closes_on >= :today AND t.disputed_at IS NULL
  AND {{end_of_due_day}} + COALESCE(l.clerk_days, CAST(:usual AS BIGINT)) * CAST(86400000 AS BIGINT) <= CAST(:until AS BIGINT)
ORDER BY t.due_on, t.id LIMIT :most;

-- What came onto the superior's weekly list in the week that ended at `until`; each task is in one such list only.
-- name: late_for_week
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id LEFT JOIN ladder l ON l.programme_id = t.programme_id
WHERE u.path >= :path AND u.path < :path_end AND t.state IN ('open', 'in_progress', 'returned', 'blocked')
  AND t.due_on >= :first AND t.due_on <= :today AND t.closes_on >= :today AND t.disputed_at IS NULL
  AND {{end_of_due_day}} + COALESCE(l.weekly_days, CAST(:usual AS BIGINT)) * CAST(86400000 AS BIGINT) > CAST(:since AS BIGINT)
  AND {{end_of_due_day}} + COALESCE(l.weekly_days, CAST(:usual AS BIGINT)) * CAST(86400000 AS BIGINT) <= CAST(:until AS BIGINT)
ORDER BY t.due_on, t.id LIMIT :most;

-- How many units below a path owe the same duty, and how many of them have reported it.
-- name: share_done^
SELECT COUNT(*), COALESCE(SUM(CASE WHEN t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END), 0)
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND t.programme_id = :programme_id AND t.duty = :duty
  AND t.period = :period AND t.state NOT IN ('withdrawn', 'not_applicable');

-- What is left to do in a unit, by kind of programme.
-- name: left_of_unit
SELECT p.kind, COUNT(*) FROM task t JOIN programme p ON p.id = t.programme_id
WHERE t.unit_id = :unit_id AND t.state IN ('open', 'in_progress', 'returned', 'blocked') AND t.closes_on >= :today
  AND t.due_on <= :until AND t.disputed_at IS NULL
GROUP BY p.kind;

-- name: kinds_of_programmes
SELECT id, kind, title FROM programme WHERE id IN @list(:ids);

-- name: paths_of_tasks
SELECT t.id, u.path FROM task t JOIN unit u ON u.id = t.unit_id WHERE t.id IN @list(:ids);

-- A task that was folded in a merger: the same one of the unit in which its own goes on.
-- name: goes_on_as$
WITH RECURSIVE chain(id, next) AS (
  SELECT u.id, u.successor_id FROM task t JOIN unit u ON u.id = t.unit_id WHERE t.id = :id
  UNION SELECT u.id, u.successor_id FROM chain c JOIN unit u ON u.id = c.next)
SELECT k.id FROM task t
JOIN task k ON k.programme_id = t.programme_id AND k.duty = t.duty AND k.period = t.period AND k.id <> t.id
JOIN chain c ON c.id = k.unit_id
WHERE t.id = :id AND c.next IS NULL LIMIT 1;
