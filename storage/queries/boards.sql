-- name: add!
INSERT INTO board_link (token_hash, person_id, seat_id, made_at, expires_at)
VALUES (:token_hash, :person_id, :seat_id, :now, :expires_at);

-- The seat must still be held by the person the link was made for: whoever has handed it over sees nothing more.
-- name: get^
SELECT b.id, b.person_id, p.language, b.expires_at, b.opened, s.id, s.unit_id, s.role, u.name, u.path, u.kind, u.composition, h.kind
FROM board_link b JOIN person p ON p.id = b.person_id JOIN seat s ON s.id = b.seat_id JOIN unit u ON u.id = s.unit_id
JOIN holding h ON h.seat_id = s.id AND h.person_id = b.person_id AND h.from_at <= :now
  AND (h.until_at IS NULL OR h.until_at > :now)
WHERE b.token_hash = :token_hash AND b.expires_at > :now ORDER BY h.id LIMIT 1;

-- name: open!
UPDATE board_link SET opened = opened + 1 WHERE id = :id AND opened = 0;

-- name: revoke!
DELETE FROM board_link WHERE person_id = :person_id;

-- name: forget!
DELETE FROM board_link WHERE expires_at <= :now;
