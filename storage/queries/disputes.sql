-- name: raise_it!
UPDATE task SET disputed_at = :now, next_remind_at = NULL
WHERE id = :id AND state IN ('open', 'in_progress', 'returned') AND disputed_at IS NULL;

-- name: settle!
UPDATE task SET disputed_at = NULL, next_remind_at = :next_remind_at WHERE id = :id AND disputed_at IS NOT NULL;

-- name: is_open$
SELECT disputed_at FROM task WHERE id = :id;

-- name: below
SELECT t.id, t.title, u.name FROM task t JOIN unit u ON u.id = t.unit_id
WHERE t.disputed_at IS NOT NULL AND t.state IN ('open', 'in_progress', 'returned')
  AND u.path >= :path AND u.path < :path_end ORDER BY t.disputed_at, t.id LIMIT :most;
