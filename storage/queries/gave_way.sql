-- name: add*!
INSERT INTO gave_way (programme_id, winner_id, on_day, messages)
VALUES (:programme_id, :winner_id, :on_day, :messages)
ON CONFLICT (programme_id, winner_id, on_day) DO UPDATE SET messages = gave_way.messages + excluded.messages;

-- name: of_issuer
SELECT p.id, p.title, w.title, SUM(g.messages) FROM programme p
JOIN gave_way g ON g.programme_id = p.id
JOIN programme w ON w.id = g.winner_id
WHERE p.issuer_id = :unit_id AND g.on_day >= :since
GROUP BY p.id, p.title, w.id, w.title ORDER BY 4 DESC, p.id, w.id LIMIT :most;

-- name: of_programme
SELECT p.id, p.title, w.title, SUM(g.messages) FROM programme p
JOIN gave_way g ON g.programme_id = p.id
JOIN programme w ON w.id = g.winner_id
WHERE p.id = :programme_id AND g.on_day >= :since
GROUP BY p.id, p.title, w.id, w.title ORDER BY 4 DESC, w.id LIMIT :most;

-- name: forget!
DELETE FROM gave_way WHERE on_day < :before;
