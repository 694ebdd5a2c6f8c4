-- name: put!
INSERT INTO report_schedule (seat_id, unit_id, report, form, every, next_on)
VALUES (:seat_id, :unit_id, :report, :form, :every, :next_on)
ON CONFLICT (seat_id, unit_id, report, form) DO UPDATE SET every = excluded.every, next_on = excluded.next_on;

-- name: stop!
DELETE FROM report_schedule WHERE id = :id AND seat_id = :seat_id;

-- name: of_seat
SELECT r.id, r.seat_id, r.unit_id, r.report, r.form, r.every, r.next_on, u.name
FROM report_schedule r JOIN unit u ON u.id = r.unit_id WHERE r.seat_id = :seat_id ORDER BY r.id LIMIT :most;

-- name: due
SELECT r.id, r.seat_id, r.unit_id, r.report, r.form, r.every, r.next_on, u.name
FROM report_schedule r JOIN unit u ON u.id = r.unit_id WHERE r.next_on <= :today ORDER BY r.id LIMIT :most;

-- name: move*!
UPDATE report_schedule SET next_on = :next_on WHERE id = :id;
