-- name: add$
INSERT INTO restructuring (seat_id, steps, effective_on, state, made_at)
VALUES (:seat_id, :steps, :effective_on, 'planned', :now) RETURNING id;

-- name: get^
SELECT id, seat_id, steps, effective_on, state, lines FROM restructuring WHERE id = :id;

-- name: due^
SELECT id, seat_id, steps, effective_on, state, lines FROM restructuring
WHERE state = 'planned' AND effective_on <= :today ORDER BY effective_on, id LIMIT 1;

-- name: planned
SELECT id, seat_id, steps, effective_on, state, lines FROM restructuring
WHERE state = 'planned' AND seat_id = :seat_id ORDER BY effective_on, id LIMIT :most;

-- name: finish!
UPDATE restructuring SET state = :state, lines = :lines, ended_at = :now WHERE id = :id AND state = 'planned';
