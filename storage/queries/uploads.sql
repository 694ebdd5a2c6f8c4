-- name: add$
INSERT INTO upload (conversation_id, channel, ref, person_id, seat_id, state, sent_at)
VALUES (:conversation_id, :channel, :ref, :person_id, :seat_id, 'fetch', :now) RETURNING id;

-- name: next^
SELECT id, conversation_id, channel, ref, person_id, seat_id, state, content, attempts FROM upload
WHERE state IN ('fetch', 'confirmed') ORDER BY id LIMIT 1;

-- name: get^
SELECT id, conversation_id, channel, ref, person_id, seat_id, state, content, attempts FROM upload WHERE id = :id;

-- name: attempt!
UPDATE upload SET attempts = attempts + 1 WHERE id = :id;

-- name: move!
UPDATE upload SET state = :state WHERE id = :id AND state = :was;

-- name: keep!
UPDATE upload SET content = :content WHERE id = :id;

-- name: forget!
DELETE FROM upload WHERE sent_at < :before;
