-- name: get^
SELECT p.digest_minute, r.opens, r.closes, r.minute, COALESCE(r.weekly, 0) FROM person p LEFT JOIN preference r ON r.person_id = p.id
WHERE p.id = :person_id;

-- name: put!
INSERT INTO preference (person_id, opens, closes, minute) VALUES (:person_id, :opens, :closes, :minute)
ON CONFLICT (person_id) DO UPDATE SET opens = excluded.opens, closes = excluded.closes, minute = excluded.minute;

-- name: set_weekly!
INSERT INTO preference (person_id, opens, closes, weekly) VALUES (:person_id, :opens, :closes, :weekly)
ON CONFLICT (person_id) DO UPDATE SET weekly = excluded.weekly;

-- name: set_minute!
UPDATE person SET digest_minute = :minute WHERE id = :person_id;

-- The answers of one day, counted by hour; `offset_ms` is the zone's.
-- name: count_answers!
INSERT INTO answer_hour (person_id, hour, answers)
SELECT e.person_id, ((e.at + CAST(:offset_ms AS BIGINT)) / 3600000) % 24, COUNT(*) FROM task_event e
JOIN person p ON p.id = e.person_id
WHERE e.at >= :first AND e.at < :last AND e.kind <> 'undone' AND e.person_id > :after AND e.person_id <= :upto
GROUP BY 1, 2
ON CONFLICT (person_id, hour) DO UPDATE SET answers = answer_hour.answers + excluded.answers;

-- Whoever answered often enough: their hour with the most answers, its count and the sum.
-- name: answers
SELECT person_id, hour, answers FROM answer_hour WHERE person_id > :after AND person_id <= :upto
ORDER BY person_id, hour;

-- name: chunk$
SELECT MAX(id) FROM (SELECT id FROM person WHERE id > :after ORDER BY id LIMIT :most) AS chunk;

-- A digest time of one's own is never changed.
-- name: learn*!
UPDATE person SET digest_minute = :minute WHERE id = :person_id
  AND NOT EXISTS (SELECT 1 FROM preference r WHERE r.person_id = person.id AND r.minute IS NOT NULL);

-- What was long ago counts half, so that a changed habit is learnt.
-- name: fade!
UPDATE answer_hour SET answers = answers / 2 WHERE person_id IN @list(:people);

-- name: add_pause$
INSERT INTO pause (person_id, unit_id, reason, first_on, last_on, made_at, made_by)
VALUES (:person_id, :unit_id, :reason, :first_on, :last_on, :now, :made_by) RETURNING id;

-- A pause that has not begun is gone; one that has ends yesterday.
-- name: end_pauses_of_person!
UPDATE pause SET last_on = :yesterday WHERE person_id = :person_id AND last_on >= :today;

-- name: end_pause!
UPDATE pause SET last_on = :yesterday WHERE id = :id AND last_on >= :today;

-- name: pauses_of_person
SELECT id, reason, first_on, last_on FROM pause WHERE person_id = :person_id AND last_on >= :today ORDER BY first_on;

-- name: pauses_below
SELECT q.id, q.reason, q.first_on, q.last_on, u.name, u.path FROM pause q JOIN unit u ON u.id = q.unit_id
WHERE u.path >= :path AND u.path < :path_end AND q.last_on >= :today ORDER BY q.first_on, q.id LIMIT :most;

-- name: pause^
SELECT q.id, q.reason, q.first_on, q.last_on, u.name, u.path FROM pause q JOIN unit u ON u.id = q.unit_id
WHERE q.id = :id;

-- name: erase_preference!
DELETE FROM preference WHERE person_id = :person_id;

-- name: erase_hours!
DELETE FROM answer_hour WHERE person_id = :person_id;

-- name: erase_pauses!
DELETE FROM pause WHERE person_id = :person_id;
