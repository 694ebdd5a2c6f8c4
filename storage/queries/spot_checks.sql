-- Committees of a chunk that have cells directly below.
-- name: committees
SELECT u.id, u.code FROM unit u
WHERE u.id > :after AND u.id <= :upto AND u.valid_to IS NULL
  AND EXISTS (SELECT 1 FROM unit c WHERE c.parent_id = u.id AND c.kind IN ('cell', 'grassroots_cell'))
ORDER BY u.id;

-- name: is_drawn$
SELECT COUNT(*) FROM (SELECT id FROM spot_check WHERE seed = :seed LIMIT 1) AS one;

-- What the cells directly below have reported and can no longer correct, of regular and assigned work.
-- name: closed
SELECT t.id FROM task t JOIN unit u ON u.id = t.unit_id JOIN programme p ON p.id = t.programme_id
WHERE u.parent_id = :unit_id AND t.state IN ('reported', 'seen', 'verified')
  AND t.closes_on >= :first AND t.closes_on <= :last AND p.kind IN ('regular', 'assignment') ORDER BY t.id;

-- name: add*!
INSERT INTO spot_check (task_id, seed, drawn_at) VALUES (:task_id, :seed, :now) ON CONFLICT (task_id) DO NOTHING;

-- name: waiting_below
SELECT s.id, s.task_id, s.seed, s.result, t.title, u.name, u.path
FROM spot_check s JOIN task t ON t.id = s.task_id JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND s.result = '' ORDER BY s.id LIMIT :most;

-- name: get^
SELECT s.id, s.task_id, s.seed, s.result, t.title, u.name, u.path
FROM spot_check s JOIN task t ON t.id = s.task_id JOIN unit u ON u.id = t.unit_id WHERE s.id = :id;

-- name: counts_below
SELECT s.result, COUNT(*) FROM spot_check s JOIN task t ON t.id = s.task_id JOIN unit u ON u.id = t.unit_id
WHERE u.path >= :path AND u.path < :path_end AND s.drawn_at >= :since GROUP BY s.result;

-- name: set_result!
UPDATE spot_check SET result = :result, checked_at = :now, checked_by = :seat_id WHERE id = :id AND result = '';
