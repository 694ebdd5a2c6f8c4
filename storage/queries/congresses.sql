-- name: add$
INSERT INTO congress (unit_id, programme_id, level, mode, planned_on, half_days, pilot, state, created_at)
VALUES (:unit_id, :programme_id, :level, :mode, :planned_on, :half_days, :pilot, 'planned', :now) RETURNING id;

-- name: get^
SELECT c.id, c.unit_id, c.programme_id, c.level, c.mode, c.planned_on, c.actual_on, c.half_days, c.pilot, c.state,
  c.moves, c.reason, c.resolution, c.decision, c.decision_on, c.version, u.name, u.path
FROM congress c JOIN unit u ON u.id = c.unit_id WHERE c.id = :id;

-- name: of_programme^
SELECT c.id, c.unit_id, c.programme_id, c.level, c.mode, c.planned_on, c.actual_on, c.half_days, c.pilot, c.state,
  c.moves, c.reason, c.resolution, c.decision, c.decision_on, c.version, u.name, u.path
FROM congress c JOIN unit u ON u.id = c.unit_id WHERE c.programme_id = :programme_id;

-- The one under way, else the last that was closed.
-- name: of_unit^
SELECT c.id, c.unit_id, c.programme_id, c.level, c.mode, c.planned_on, c.actual_on, c.half_days, c.pilot, c.state,
  c.moves, c.reason, c.resolution, c.decision, c.decision_on, c.version, u.name, u.path
FROM congress c JOIN unit u ON u.id = c.unit_id
WHERE c.unit_id = :unit_id AND c.state <> 'withdrawn'
ORDER BY CASE WHEN c.state = 'planned' THEN 0 ELSE 1 END, c.id DESC LIMIT 1;

-- name: count_of_unit$
SELECT COUNT(*) FROM congress WHERE unit_id = :unit_id;

-- name: any_below$
SELECT c.id FROM unit u JOIN congress c ON c.unit_id = u.id AND c.state = 'planned'
WHERE u.path >= :path AND u.path < :path_end LIMIT 1;

-- name: change!
UPDATE congress SET mode = :mode, planned_on = :planned_on, actual_on = :actual_on, half_days = :half_days,
  pilot = :pilot, state = :state, moves = :moves, reason = :reason, resolution = :resolution,
  decision = :decision, decision_on = :decision_on, version = version + 1
WHERE id = :id AND version = :version;

-- name: add_change$
INSERT INTO congress_change (congress_id, at, seat_id, kind, before, after, reason)
VALUES (:congress_id, :now, :seat_id, :kind, :before, :after, :reason) RETURNING id;

-- name: changes
SELECT id, congress_id, at, kind, before, after, reason FROM congress_change
WHERE congress_id = :congress_id AND undone_at IS NULL ORDER BY id DESC LIMIT :most;

-- The last change that somebody in this seat made since an instant and has not taken back.
-- name: last_change_of_seat^
SELECT id, congress_id, at, kind, before, after, reason FROM congress_change
WHERE seat_id = :seat_id AND at >= :since AND undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: undo_change!
UPDATE congress_change SET undone_at = :now WHERE id = :id AND undone_at IS NULL;

-- The steps that a change touched, as they are, and what each was before it.
-- name: steps_before
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf, e.before
FROM task t JOIN unit u ON u.id = t.unit_id JOIN task_event e ON e.task_id = t.id AND e.at = :at AND e.kind = :kind
WHERE t.programme_id = :programme_id ORDER BY t.id;

-- name: steps
SELECT t.id, t.programme_id, t.duty, t.unit_id, t.assignee_role, t.approver_role, t.title, t.deliverable, t.period,
  t.opens_on, t.due_on, t.closes_on, t.state, t.numbers, t.reason, t.planned_at, t.next_remind_at, t.reported_at,
  t.created_at, t.version, u.name, t.asks, t.held_on, t.on_behalf
FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.programme_id = :programme_id AND t.state <> 'withdrawn' ORDER BY t.due_on, t.opens_on, t.duty;

-- name: add_steps*!
INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period,
  opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)
VALUES (:programme_id, :duty, :unit_id, :assignee_role, :approver_role, :title, :deliverable, :asks, :period,
  :opens_on, :due_on, :closes_on, :state, '{}', :next_remind_at, :now);

-- A step gets other days or another state because the congress moved or changed: nobody reported anything. It
-- follows its congress into the unit that took the old one over.
-- name: place_step*!
UPDATE task SET unit_id = :unit_id, opens_on = :opens_on, due_on = :due_on, closes_on = :closes_on, state = :state,
  next_remind_at = :next_remind_at, planned_at = NULL, version = version + 1
WHERE id = :id;

-- name: note_step*!
INSERT INTO task_event (task_id, at, person_id, seat_id, inbox_id, kind, before, after)
VALUES (:task_id, :now, NULL, :seat_id, NULL, :kind, :before, :after);

-- name: move_programme!
UPDATE programme SET due_on = :due_on, ends_on = :ends_on WHERE id = :id;

-- name: document_of^
SELECT document, document_on FROM programme WHERE id = :id;

-- name: set_document!
UPDATE programme SET document = :document, document_on = :document_on WHERE id = :id;

-- One row for each living unit below with a congress of its own kind: the road map in counts. `confirmed` is a comma
-- list of steps that count only once the level above has confirmed them.
-- name: overview
SELECT u.id, u.name, u.kind, u.path, u.parent_id, u.code, c.id, c.mode, c.planned_on, c.actual_on, c.pilot, c.state,
  c.moves,
  COALESCE(SUM(CASE WHEN t.state NOT IN ('not_applicable', 'withdrawn') THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state = 'verified' OR (t.state IN ('reported', 'seen')
    AND CAST(:confirmed AS TEXT) NOT LIKE '%,' || t.duty || ',%') THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN t.state IN ('open', 'in_progress', 'returned') AND t.due_on < :today THEN 1 ELSE 0 END), 0),
  COALESCE(MAX(CASE WHEN t.duty = 'CON-12' AND t.state IN ('reported', 'seen', 'verified') THEN 1 ELSE 0 END), 0)
FROM unit u
LEFT JOIN congress c ON c.unit_id = u.id AND c.state <> 'withdrawn' AND c.planned_on >= :since
LEFT JOIN task t ON t.programme_id = c.programme_id
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND (CAST(:parent_id AS BIGINT) IS NULL OR u.parent_id = CAST(:parent_id AS BIGINT))
GROUP BY u.id, u.name, u.kind, u.path, u.parent_id, u.code, c.id, c.mode, c.planned_on, c.actual_on, c.pilot, c.state,
  c.moves
ORDER BY u.path, c.id;

-- name: set_minority_area!
UPDATE unit SET minority_area = :value WHERE id = :id;

-- name: minority_area$
SELECT minority_area FROM unit WHERE id = :id;

-- How many units went on in this one since a day.
-- name: merged_lately$
SELECT COUNT(*) FROM unit WHERE successor_id = :unit_id AND valid_to >= :since;

-- What waits for the level above: papers sent for approval and not approved, and steps it has to confirm. `direct`: 1
-- for an office that answers only to the units directly below it. Nobody confirms what their own unit reported.
-- name: to_confirm
SELECT t.id, t.duty, t.title, u.id, u.name
FROM congress c
JOIN unit u ON u.id = c.unit_id
JOIN task t ON t.programme_id = c.programme_id AND t.state IN ('reported', 'seen')
  AND CAST(:duties AS TEXT) LIKE '%,' || t.duty || ',%'
LEFT JOIN task a ON a.programme_id = c.programme_id AND a.duty = :answer AND t.duty = :asked
WHERE c.state = 'planned' AND u.path >= :path AND u.path < :path_end AND u.id <> :own
  AND (CAST(:direct AS BIGINT) = 0 OR u.parent_id = :own) AND (a.id IS NULL OR a.state <> 'verified')
ORDER BY t.reported_at, t.id LIMIT :most;

-- name: add_paper!
INSERT INTO congress_paper (congress_id, at, seat_id, version, state, opinions, points, added)
VALUES (:congress_id, :now, :seat_id, :version, :state, :opinions, :points, :added);

-- name: papers
SELECT at, version, state, opinions, points, added FROM congress_paper
WHERE congress_id = :congress_id ORDER BY id DESC LIMIT :most;

-- name: add_structure!
INSERT INTO congress_structure (congress_id, at, seat_id, stage, numbers, key_minority)
VALUES (:congress_id, :now, :seat_id, :stage, :numbers, :key_minority);

-- The last figures of each stage.
-- name: structures
SELECT at, stage, numbers, key_minority FROM congress_structure
WHERE id IN (SELECT MAX(id) FROM congress_structure WHERE congress_id = :congress_id GROUP BY stage) ORDER BY stage;

-- Every congress of the round with the two steps that hold its figures; units that have ended since stay in it.
-- name: closing
SELECT u.id, u.name, u.path, c.id, c.mode, c.planned_on, c.actual_on, c.moves, c.resolution, c.decision, c.decision_on,
  h.id, h.state, h.numbers, e.id, e.state, e.numbers
FROM unit u
JOIN congress c ON c.unit_id = u.id AND c.state <> 'withdrawn' AND c.planned_on >= :since
LEFT JOIN task h ON h.programme_id = c.programme_id AND h.duty = 'CON-12'
LEFT JOIN task e ON e.programme_id = c.programme_id AND e.duty = 'CON-13'
WHERE u.path >= :path AND u.path < :path_end ORDER BY u.path, c.id;

-- A term that began with a congress whose decision is taken back; one that the office has confirmed stays.
-- name: drop_new_term!
DELETE FROM term WHERE unit_id = :unit_id AND start_on = :start_on AND confirmed_at IS NULL;

-- The last composition figures of every congress of the round, elected before planned.
-- name: compositions
SELECT u.name, u.path, s.stage, s.numbers, s.key_minority
FROM unit u
JOIN congress c ON c.unit_id = u.id AND c.state <> 'withdrawn' AND c.planned_on >= :since
JOIN congress_structure s ON s.id = (
  SELECT k.id FROM congress_structure k WHERE k.congress_id = c.id AND k.numbers <> '{}'
    AND k.id = (SELECT MAX(l.id) FROM congress_structure l WHERE l.congress_id = c.id AND l.stage = k.stage)
  ORDER BY k.stage, k.id DESC LIMIT 1)
WHERE u.path >= :path AND u.path < :path_end ORDER BY u.path;
