-- name: add$
INSERT INTO person (name, language, consent_version, consent_at, digest_minute, created_at)
VALUES (:name, :language, :consent_version, :consent_at, :digest_minute, :now) RETURNING id;

-- name: set_language!
UPDATE person SET language = :language WHERE id = :id;

-- name: set_everybodys_language!
UPDATE person SET language = :language;

-- name: seats
SELECT s.id, s.unit_id, s.role, u.name, u.path, u.kind, u.composition, h.kind
FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
WHERE h.person_id = :person_id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
ORDER BY h.id;

-- name: add_holding$
INSERT INTO holding (seat_id, person_id, kind, from_at, until_at)
VALUES (:seat_id, :person_id, :kind, :from_at, :until_at) RETURNING id;

-- name: end_holdings!
UPDATE holding SET until_at = :now
WHERE seat_id = :seat_id AND kind = 'holder' AND (until_at IS NULL OR until_at > :now);

-- name: add_invite!
INSERT INTO invite (code_hash, seat_id, called, created_at, expires_at)
VALUES (:code_hash, :seat_id, :called, :now, :expires_at);

-- name: invite^
SELECT v.id, v.seat_id, v.called, v.expires_at, v.used_at, s.role, u.name, u.id
FROM invite v JOIN seat s ON s.id = v.seat_id JOIN unit u ON u.id = s.unit_id
WHERE v.code_hash = :code_hash;

-- name: use_invite!
UPDATE invite SET used_at = :now WHERE id = :id AND used_at IS NULL AND expires_at > :now;

-- name: holders
SELECT p.id, p.name, c.id, c.channel, c.reachable FROM holding h
JOIN person p ON p.id = h.person_id
LEFT JOIN conversation c ON c.person_id = p.id
WHERE h.seat_id = :seat_id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
ORDER BY h.id;

-- name: channels
SELECT channel FROM conversation WHERE person_id = :person_id ORDER BY id;

-- name: end_all_holdings!
UPDATE holding SET until_at = :now WHERE person_id = :person_id AND (until_at IS NULL OR until_at > :now);

-- Also what still waits to be handled: it was said by somebody who is not known here any more.
-- name: erase_words!
UPDATE inbox SET body = '' WHERE CAST(:now AS BIGINT) > 0
  AND conversation_id IN (SELECT id FROM conversation WHERE person_id = :person_id);

-- name: erase_notices!
DELETE FROM notice WHERE person_id = :person_id AND CAST(:now AS BIGINT) > 0;

-- name: erase_sent!
DELETE FROM outbox WHERE CAST(:now AS BIGINT) > 0
  AND conversation_id IN (SELECT id FROM conversation WHERE person_id = :person_id);

-- name: let_chats_go!
UPDATE conversation SET person_id = NULL, seat_id = NULL, screen = '', draft = '{}', choices = '[]', updated_at = :now
WHERE person_id = :person_id;

-- name: erase_invites!
DELETE FROM invite WHERE used_at IS NOT NULL AND CAST(:now AS BIGINT) > 0
  AND seat_id IN (SELECT seat_id FROM holding WHERE person_id = :person_id);

-- name: erase_names!
UPDATE handover SET called = '' WHERE person_id = :person_id AND CAST(:now AS BIGINT) > 0;

-- name: erase_uploads!
DELETE FROM upload WHERE person_id = :person_id AND CAST(:now AS BIGINT) > 0;

-- name: erase_pin!
DELETE FROM pin WHERE person_id = :person_id AND CAST(:now AS BIGINT) > 0;

-- name: erase_person!
UPDATE person SET name = '', consent_version = NULL, consent_at = NULL
WHERE id = :person_id AND CAST(:now AS BIGINT) > 0;

-- The reachable chat where the person wrote last.
-- name: best_chat^
SELECT id, channel FROM conversation WHERE person_id = :person_id AND reachable = 1
ORDER BY preferred DESC, last_said_at DESC, id LIMIT 1;

-- name: get^
SELECT id, name, language, consent_version, consent_at, digest_minute FROM person WHERE id = :id;
