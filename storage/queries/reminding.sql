-- The next tasks that are due for a reminder, in the order of the index, put together by what decides their next one:
-- those of the instant where the walk stands, then those of later ones. Two statements, because SQLite reads no index by
-- a pair.
-- name: due_then
SELECT opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role,
  @ids(id), @ids(unit_id), MAX(id), COUNT(*)
FROM (
  SELECT t.id, t.unit_id, t.assignee_role, t.opens_on, t.due_on, t.closes_on, t.state, t.planned_at, t.next_remind_at,
    COALESCE(l.programme_id, 0) AS programme_id
  FROM task t LEFT JOIN ladder l ON l.programme_id = t.programme_id
  WHERE t.next_remind_at = :at AND t.id > :after ORDER BY t.id LIMIT :most) AS due
GROUP BY opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role;

-- name: due_later
SELECT opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role,
  @ids(id), @ids(unit_id), MAX(id), COUNT(*)
FROM (
  SELECT t.id, t.unit_id, t.assignee_role, t.opens_on, t.due_on, t.closes_on, t.state, t.planned_at, t.next_remind_at,
    COALESCE(l.programme_id, 0) AS programme_id
  FROM task t LEFT JOIN ladder l ON l.programme_id = t.programme_id
  WHERE t.next_remind_at > :at AND t.next_remind_at <= :now ORDER BY t.next_remind_at, t.id LIMIT :most) AS due
GROUP BY opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role;

-- From the units to the people, in this order: SQLite takes CROSS JOIN as an order, and would else go through
-- everybody who holds a seat, once a chunk. Whoever has a message waiting for the first day on which one may be
-- written needs no other: it is written when it goes, and will say this too; so did one that went after this
-- was due.
-- name: holders
SELECT DISTINCT h.person_id
FROM seat s
CROSS JOIN holding h
WHERE s.unit_id IN @list(:units) AND s.role = :role
  AND h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
  AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.person_id = h.person_id AND o.on_day >= :today AND o.on_day <= :first_day
      AND (o.state = 'waiting' OR (o.state = 'sent' AND o.finished_at >= :due_at)));

-- name: paths
SELECT path FROM unit WHERE id IN @list(:units);

-- What was reported or planned anew meanwhile is left alone.
-- name: move*!
UPDATE task SET next_remind_at = CAST(:next_remind_at AS BIGINT)
WHERE id IN @list(:ids) AND next_remind_at = :due_at AND state = :state;

-- name: next_due$
SELECT MIN(next_remind_at) FROM task WHERE next_remind_at IS NOT NULL;

-- What of a programme is still reminded of, for units with ids in (after, upto].
-- name: of_programme
SELECT opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role,
  @ids(id), @ids(unit_id), MAX(id), COUNT(*)
FROM task
WHERE unit_id > :after AND unit_id <= :upto AND programme_id = :programme_id
  AND state IN ('open', 'in_progress', 'returned') AND next_remind_at > :now
GROUP BY opens_on, due_on, closes_on, state, planned_at, next_remind_at, programme_id, assignee_role;
