-- name: add!
INSERT INTO file (token_hash, name, content, person_id, unit_id, made_at, expires_at)
VALUES (:token_hash, :name, :content, :person_id, :unit_id, :now, :expires_at);

-- name: get^
SELECT name, content FROM file WHERE token_hash = :token_hash AND expires_at > :now;

-- name: count_fetch!
UPDATE file SET fetched = fetched + 1 WHERE token_hash = :token_hash;

-- name: revoke!
DELETE FROM file WHERE person_id = :person_id;

-- name: forget!
DELETE FROM file WHERE expires_at <= :now;
