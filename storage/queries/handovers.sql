-- name: add$
INSERT INTO handover (seat_id, kind, called, person_id, from_at, until_at, by_person_id, made_at)
VALUES (:seat_id, :kind, :called, :person_id, :from_at, :until_at, :by_person_id, :now) RETURNING id;

-- name: due
SELECT id, seat_id, kind, called, person_id, from_at, until_at FROM handover
WHERE told_at IS NULL AND cancelled_at IS NULL AND from_at <= :now ORDER BY from_at, id LIMIT :most;

-- name: told!
UPDATE handover SET told_at = :now WHERE id = :id;

-- name: pending^
SELECT id, seat_id, kind, called, person_id, from_at, until_at FROM handover
WHERE seat_id = :seat_id AND kind = 'holder' AND told_at IS NULL AND cancelled_at IS NULL AND from_at > :now
ORDER BY id DESC LIMIT 1;

-- name: get^
SELECT id, seat_id, kind, called, person_id, from_at, until_at FROM handover WHERE id = :id;

-- name: took!
UPDATE handover SET person_id = :person_id WHERE id = :id;

-- name: cancel!
UPDATE handover SET cancelled_at = :now WHERE id = :id AND cancelled_at IS NULL AND told_at IS NULL;

-- The holder who was to leave stays, whoever was to come does not; open codes for it are worthless.
-- name: stay!
UPDATE holding SET until_at = NULL WHERE seat_id = :seat_id AND kind = 'holder' AND until_at = :from_at;

-- name: come_not!
DELETE FROM holding WHERE seat_id = :seat_id AND kind = 'holder' AND from_at = :from_at AND from_at > :now;

-- name: void_codes!
UPDATE invite SET expires_at = :now WHERE handover_id = :id AND used_at IS NULL;

-- Whoever left the seat at that instant.
-- name: left
SELECT p.id, p.name, p.language FROM holding h JOIN person p ON p.id = h.person_id
WHERE h.seat_id = :seat_id AND h.kind = 'holder' AND h.until_at = :at AND h.from_at < :at ORDER BY h.id;

-- name: sitting
SELECT DISTINCT p.id, p.name, p.language FROM holding h JOIN person p ON p.id = h.person_id
WHERE h.seat_id = :seat_id AND h.kind = :kind AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now);

-- A chat whose person no longer sits there talks from no seat; the next message looks for another one.
-- name: let_out!
UPDATE conversation SET seat_id = NULL, screen = '', draft = '{}', choices = '[]'
WHERE seat_id = :seat_id AND person_id = :person_id;

-- People who hold a seat in a subtree now, with one seat each shown.
-- name: people_below
SELECT p.id, p.name, MIN(s.role), MIN(u.name) FROM unit u
JOIN seat s ON s.unit_id = u.id
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
JOIN person p ON p.id = h.person_id
WHERE u.path >= :path AND u.path < :path_end AND p.name <> ''
GROUP BY p.id, p.name ORDER BY p.id LIMIT :most;

-- name: seat_paths
SELECT u.path FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
WHERE h.person_id = :person_id AND (h.until_at IS NULL OR h.until_at > :now);

-- name: lock_chats!
UPDATE conversation SET person_id = NULL, seat_id = NULL, screen = '', draft = '{}', choices = '[]', locked_at = :now
WHERE person_id = :person_id;

-- name: drop_waiting!
UPDATE outbox SET state = 'dropped', finished_at = :now WHERE state = 'waiting'
  AND conversation_id IN (SELECT id FROM conversation WHERE person_id = :person_id);

-- name: is_locked$
SELECT locked_at FROM conversation WHERE id = :id;

-- name: unlock!
UPDATE conversation SET locked_at = NULL WHERE id = :id;

-- name: link_invite!
UPDATE invite SET handover_id = :handover_id, person_id = :person_id, expires_at = :expires_at
WHERE code_hash = :code_hash;

-- name: of_invite^
SELECT handover_id, person_id FROM invite WHERE id = :id;

-- What a new holder finds in the seat: open work that falls due soon.
-- name: soon_due
SELECT t.title, t.due_on FROM task t JOIN seat s ON s.unit_id = t.unit_id AND s.role = t.assignee_role
WHERE s.id = :seat_id AND t.state IN ('open', 'in_progress', 'returned', 'blocked') AND t.due_on <= :upto
  AND t.opens_on <= :upto AND t.closes_on >= :today
ORDER BY t.due_on, t.id LIMIT :most;

-- name: next_change$
SELECT MIN(from_at) FROM handover WHERE told_at IS NULL AND cancelled_at IS NULL;
