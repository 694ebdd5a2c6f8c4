-- What decides when a person may be written to: digest minute, own hours, whether once a week is enough.
-- name: wishes
SELECT p.id, p.digest_minute, r.opens, r.closes, COALESCE(r.weekly, 0)
FROM person p LEFT JOIN preference r ON r.person_id = p.id
WHERE p.id IN @list(:people) AND p.consent_at IS NOT NULL;

-- The chats on which each can be reached, the one where they wrote last first.
-- name: chats
SELECT person_id, id FROM conversation
WHERE person_id IN @list(:people) AND reachable = 1
ORDER BY person_id, preferred DESC, COALESCE(last_said_at, 0) DESC, id;

-- name: used_days_sqlite
SELECT person_id, on_day, CASE WHEN state = 'waiting' THEN due_at END FROM outbox
WHERE person_id IN @list(:people) AND on_day >= :since ORDER BY on_day;

-- Person by person: on the first morning PostgreSQL has counted no message yet, and would read them all each time.
-- name: used_days_postgres
SELECT o.person_id, o.on_day, CASE WHEN o.state = 'waiting' THEN o.due_at END
FROM @list(:people) AS p(id) CROSS JOIN LATERAL (
  SELECT person_id, on_day, state, due_at FROM outbox WHERE person_id = p.id AND on_day >= :since OFFSET 0) AS o
ORDER BY o.on_day;

-- name: leave
SELECT person_id, first_on, last_on FROM pause WHERE person_id IN @list(:people) AND last_on >= :today;

-- name: area_pauses
SELECT u.path, q.first_on, q.last_on FROM pause q JOIN unit u ON u.id = q.unit_id
WHERE q.unit_id IS NOT NULL AND q.last_on >= :today;

-- The units in which each holds a seat.
-- name: places
SELECT h.person_id, u.path FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
WHERE h.person_id IN @list(:people) AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now);

-- Those with a term in its last days.
-- name: ending_terms
SELECT DISTINCT h.person_id, t.planned_end_on FROM term t
JOIN seat s ON s.unit_id = t.unit_id
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
WHERE t.planned_end_on >= :today AND t.planned_end_on <= :latest AND h.person_id IN @list(:people);

-- name: add!
INSERT INTO outbox (conversation_id, channel, lane, kind, payload, created_at, due_at, expires_at, person_id, on_day)
SELECT c.id, c.channel, 1, 'digest',
  '{"person":' || CAST(c.person_id AS TEXT) || ',"on":"' || CAST(:on_day AS TEXT) || '"}',
  CAST(:now AS BIGINT), CAST(:due_at AS BIGINT), CAST(:expires_at AS BIGINT), c.person_id, CAST(:on_day AS TEXT)
FROM conversation c WHERE c.id IN @list(:chats)
ON CONFLICT (person_id, on_day) WHERE on_day IS NOT NULL DO NOTHING;

-- Planned messages of somebody whose hours have changed, to be planned anew.
-- name: drop_waiting!
UPDATE outbox SET state = 'dropped', on_day = NULL, finished_at = :now
WHERE person_id IN @list(:people) AND on_day IS NOT NULL AND state = 'waiting';

-- What waits for each, and whether somebody asked for that hour.
-- name: waiting_of
SELECT o.person_id, o.due_at, CASE WHEN EXISTS (
    SELECT 1 FROM holding h JOIN seat s ON s.id = h.seat_id
    JOIN task t ON t.unit_id = s.unit_id AND t.assignee_role = s.role AND t.planned_at = o.due_at
      AND t.state IN ('open', 'in_progress', 'returned')
    WHERE h.person_id = o.person_id) THEN 1 ELSE 0 END
FROM outbox o
WHERE o.person_id IN @list(:people) AND o.on_day IS NOT NULL AND o.state = 'waiting'
ORDER BY o.due_at, o.person_id;

-- name: lapsed
SELECT id, person_id FROM outbox
WHERE kind = 'digest' AND state IN ('waiting', 'lapsed') AND expires_at < :now ORDER BY expires_at LIMIT :most;

-- name: drop_lapsed!
UPDATE outbox SET state = 'dropped', on_day = NULL, finished_at = :now WHERE id IN @list(:ids);

-- name: holders_below
SELECT DISTINCT h.person_id FROM unit u JOIN seat s ON s.unit_id = u.id
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
WHERE u.path >= :path AND u.path < :path_end;

-- name: waiting_day$
SELECT MIN(on_day) FROM outbox
WHERE person_id = :person_id AND on_day >= :first AND on_day <= :last AND state = 'waiting';

-- name: not_before$
UPDATE outbox SET due_at = CASE WHEN due_at > CAST(:at AS BIGINT) THEN due_at ELSE CAST(:at AS BIGINT) END
WHERE person_id = :person_id AND on_day = :on_day AND state = 'waiting' RETURNING due_at;
