-- name: add*!
INSERT INTO notice (seat_id, person_id, sender_seat_id, kind, payload, cause, key, due_on, created_at, look_at, expires_at)
VALUES (:seat_id, :person_id, :sender_seat_id, :kind, :payload, :cause, :key, :due_on, :now, :look_at, :expires_at)
ON CONFLICT (key) DO NOTHING;

-- name: due_chunk
SELECT id, seat_id, person_id FROM notice WHERE look_at <= :now ORDER BY look_at, id LIMIT :most;

-- name: expire!
UPDATE notice SET state = 'expired', look_at = NULL WHERE look_at <= :now AND expires_at <= :now;

-- name: look_again!
UPDATE notice SET look_at = :at WHERE id IN @list(:ids) AND state = 'waiting';

-- name: holders
SELECT DISTINCT h.seat_id, h.person_id FROM holding h
WHERE h.seat_id IN @list(:seats) AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now);

-- name: of_person
SELECT n.id, n.seat_id, n.kind, n.payload, n.due_on
FROM notice n
WHERE n.state = 'waiting' AND n.expires_at > :now AND n.id IN (
  SELECT o.id FROM notice o WHERE o.person_id = :person_id AND o.state = 'waiting'
  UNION
  SELECT s.id FROM holding h JOIN notice s ON s.seat_id = h.seat_id AND s.state = 'waiting' AND s.person_id IS NULL
  WHERE h.person_id = :person_id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now))
ORDER BY n.due_on, n.id LIMIT :most;

-- name: sent!
UPDATE notice SET state = 'sent', sent_at = :now, look_at = NULL WHERE id IN @list(:ids) AND state = 'waiting';

-- name: withdraw!
UPDATE notice SET state = 'withdrawn', look_at = NULL WHERE cause = :cause AND state = 'waiting';

-- name: sent_because_of
SELECT DISTINCT seat_id FROM notice WHERE cause = :cause AND state = 'sent';

-- name: forget!
DELETE FROM notice WHERE state <> 'waiting' AND created_at < :before;

-- name: by_sender
SELECT n.state, COUNT(*) FROM notice n
WHERE n.sender_seat_id = :seat_id AND n.created_at >= :since GROUP BY n.state;

-- What has not arrived, with the instant of the message that will carry it.
-- name: not_arrived
SELECT u.name, (
  SELECT MIN(o.due_at) FROM holding h JOIN outbox o ON o.person_id = h.person_id
  WHERE h.seat_id = n.seat_id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
    AND o.state = 'waiting' AND o.on_day IS NOT NULL)
FROM notice n JOIN seat s ON s.id = n.seat_id JOIN unit u ON u.id = s.unit_id
WHERE n.sender_seat_id = :seat_id AND n.created_at >= :since AND n.state = 'waiting'
ORDER BY n.id LIMIT :most;

-- name: next_look$
SELECT MIN(look_at) FROM notice WHERE look_at IS NOT NULL;

-- A launch, told to whoever holds a seat of the audience; seats without anybody learn of it by their task.
-- name: announce!
INSERT INTO notice (seat_id, kind, payload, cause, key, due_on, created_at, look_at, expires_at)
SELECT s.id, CAST(:kind AS TEXT), CAST(:payload AS TEXT), CAST(:cause AS TEXT), CAST(:cause AS TEXT) || ':' || s.id,
  CAST(:due_on AS TEXT), CAST(:now AS BIGINT), CAST(:now AS BIGINT), CAST(:expires_at AS BIGINT)
FROM unit u JOIN seat s ON s.unit_id = u.id AND s.role = :role
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL AND u.id > :after AND u.id <= :upto
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND CAST(:compositions AS TEXT) LIKE '%,' || u.composition || ',%'
  AND u.residential = COALESCE(CAST(:residential AS BIGINT), u.residential)
  AND EXISTS (SELECT 1 FROM holding h WHERE h.seat_id = s.id AND h.from_at <= :now
    AND (h.until_at IS NULL OR h.until_at > :now))
ON CONFLICT (key) DO NOTHING;
