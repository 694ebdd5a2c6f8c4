-- name: ask$
INSERT INTO explanation (unit_id, asker_seat_id, period, figures, state, asked_at, due_on)
VALUES (:unit_id, :seat_id, :period, :figures, 'asked', :now, :due_on) RETURNING id;

-- name: get^
SELECT e.id, e.unit_id, e.asker_seat_id, e.period, e.figures, e.state, e.asked_at, e.due_on, e.cause, e.words,
  e.answered_at, u.name, u.path
FROM explanation e JOIN unit u ON u.id = e.unit_id WHERE e.id = :id;

-- name: of_period
SELECT e.id, e.unit_id, e.asker_seat_id, e.period, e.figures, e.state, e.asked_at, e.due_on, e.cause, e.words,
  e.answered_at, u.name, u.path
FROM explanation e JOIN unit u ON u.id = e.unit_id
WHERE e.unit_id = :unit_id AND e.period = :period ORDER BY e.id DESC;

-- name: waiting_of_unit
SELECT e.id, e.unit_id, e.asker_seat_id, e.period, e.figures, e.state, e.asked_at, e.due_on, e.cause, e.words,
  e.answered_at, u.name, u.path
FROM explanation e JOIN unit u ON u.id = e.unit_id
WHERE e.unit_id = :unit_id AND e.state = 'asked' ORDER BY e.due_on, e.id;

-- What stands under a path for one period: the annex of a report.
-- name: below
SELECT e.id, e.unit_id, e.asker_seat_id, e.period, e.figures, e.state, e.asked_at, e.due_on, e.cause, e.words,
  e.answered_at, u.name, u.path
FROM unit u JOIN explanation e ON e.unit_id = u.id
WHERE u.path >= :path AND u.path < :path_end AND e.period = :period AND e.state = 'answered'
ORDER BY u.path, e.id LIMIT :most;

-- name: overdue$
SELECT COUNT(*) FROM explanation WHERE asker_seat_id = :seat_id AND state = 'asked' AND due_on < :today;

-- name: answer!
UPDATE explanation SET state = 'answered', cause = :cause, words = :words, answered_at = :now, answered_by = :person_id
WHERE id = :id AND state = 'asked';

-- A sentence of a unit about a closed period is of no use for longer; its cause and the figure stay.
-- name: forget_words!
UPDATE explanation SET words = '' WHERE words <> '' AND answered_at < :before;
