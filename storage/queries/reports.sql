-- name: tasks_below
SELECT u.id, u.name, u.kind, u.path, t.id, t.duty, t.title, t.due_on, t.state, t.reported_at, t.reason, t.numbers,
  p.kind, u.member_count
FROM unit u JOIN task t ON t.unit_id = u.id JOIN programme p ON p.id = t.programme_id
WHERE u.path >= :path AND u.path < :path_end AND t.due_on >= :first AND t.due_on <= :last AND t.opens_on <= :today
  AND t.state <> 'withdrawn' AND CAST(:kinds AS TEXT) LIKE '%,' || p.kind || ',%'
ORDER BY u.path, t.due_on, t.duty, t.id LIMIT :most;

-- What stands in the way, the oldest due day first.
-- name: blocked_below
SELECT u.name, t.title, t.reason, t.due_on
FROM unit u JOIN task t ON t.unit_id = u.id
WHERE u.path >= :path AND u.path < :path_end AND t.due_on >= :first AND t.due_on <= :last AND t.state = 'blocked'
ORDER BY t.due_on, u.path, t.id LIMIT :most;

-- name: done_by_person
SELECT t.duty, MIN(t.title), COUNT(*),
  SUM(CASE WHEN t.reported_at IS NULL OR t.reported_at < {{end_of_due_day}} THEN 1 ELSE 0 END),
  MIN(t.due_on), MAX(t.due_on)
FROM task t
WHERE t.unit_id = :unit_id AND t.due_on >= :first AND t.due_on <= :last AND t.state IN ('reported', 'seen', 'verified')
  AND EXISTS (SELECT 1 FROM task_event e WHERE e.task_id = t.id AND e.person_id = :person_id AND e.kind = 'reported'
    AND e.undone_at IS NULL)
GROUP BY t.duty ORDER BY t.duty;

-- name: last_change$
SELECT at FROM task_event ORDER BY id DESC LIMIT 1;

-- Steps written after a period was approved: what a locked figure does not show.
-- name: changed_since
SELECT u.name, t.title, e.kind, e.at
FROM task_event e JOIN task t ON t.id = e.task_id JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND t.due_on >= :first AND t.due_on <= :last AND e.at > :since
  AND e.kind IN ('reported', 'returned', 'undone', 'corrected') ORDER BY e.id DESC LIMIT :most;

-- name: approve!
INSERT INTO approved_period (unit_id, period, figures, approved_at, person_id)
VALUES (:unit_id, :period, :figures, :now, :person_id) ON CONFLICT (unit_id, period) DO NOTHING;

-- name: approved^
SELECT figures, approved_at FROM approved_period WHERE unit_id = :unit_id AND period = :period;

-- The step in which something was changed last, and what was typed for it: the confirming digit or press follows the
-- sentence within minutes. No words: it was pressed, or they were forgotten since.
-- name: message_behind^
SELECT e.at, e.kind, (
    SELECT w.body FROM inbox w WHERE w.conversation_id = i.conversation_id AND w.id <= i.id AND w.kind = 'text'
      AND length(w.body) > 2 AND w.received_at >= i.received_at - 600000 ORDER BY w.id DESC LIMIT 1),
  s.role
FROM task_event e LEFT JOIN inbox i ON i.id = e.inbox_id LEFT JOIN seat s ON s.id = e.seat_id
WHERE e.task_id = :task_id AND e.undone_at IS NULL AND e.kind <> 'undone' ORDER BY e.id DESC LIMIT 1;

-- What was written of a task before it was corrected, the latest first; what was taken back is left out.
-- name: versions
SELECT at, after FROM task_event
WHERE task_id = :task_id AND undone_at IS NULL AND kind IN ('reported', 'corrected') ORDER BY id DESC LIMIT :most;

-- How heavy the bot itself is: by unit below, secretaries, what they wrote, the different minutes in which they did,
-- and what they were sent unasked, since an instant.
-- name: burden
SELECT u.path, COUNT(DISTINCT h.person_id),
  SUM((SELECT COUNT(*) FROM inbox i WHERE i.conversation_id = c.id AND i.received_at >= :since)),
  SUM((SELECT COUNT(DISTINCT i.received_at / 60000) FROM inbox i
    WHERE i.conversation_id = c.id AND i.received_at >= :since)),
  SUM((SELECT COUNT(*) FROM outbox o WHERE o.conversation_id = c.id AND o.lane = 1 AND o.state = 'sent'
    AND o.created_at >= :since))
FROM unit u JOIN seat s ON s.unit_id = u.id
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
JOIN conversation c ON c.person_id = h.person_id
WHERE u.path >= :path AND u.path < :path_end AND s.role IN ('cell_secretary', 'cell_deputy')
GROUP BY u.path ORDER BY u.path;

-- Who is sent the Monday digest and the monthly letter: seats that lead and that somebody holds.
-- name: leaders
SELECT DISTINCT s.id, s.role FROM seat s
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
JOIN unit u ON u.id = s.unit_id
WHERE s.role IN ('office_clerk', 'committee_secretary', 'organisation_officer', 'provincial_viewer')
  AND u.valid_to IS NULL
ORDER BY s.id;

-- Units that ended in a period and where each went on.
-- name: ended
SELECT u.id, u.name, u.valid_to, COALESCE(u.member_count, 0), s.id, s.name
FROM unit u JOIN unit s ON s.id = u.successor_id
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to >= :first AND u.valid_to <= :last
ORDER BY u.valid_to, u.path LIMIT :most;

-- name: cleared$
SELECT COUNT(*) FROM obstacle o JOIN task t ON t.id = o.task_id JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND o.state = 'cleared' AND o.ended_at >= :since AND o.ended_at < :until;
