-- name: get^
SELECT salt, hash, wrong, locked_until, proven_at, proven_in FROM pin WHERE person_id = :person_id;

-- The salt of whoever is asked for a PIN in this chat just now.
-- name: asked^
SELECT p.salt, p.locked_until FROM conversation c JOIN pin p ON p.person_id = c.person_id
WHERE c.channel = :channel AND c.chat = :chat AND c.screen = :screen;

-- name: prepare!
INSERT INTO pin (person_id, salt) VALUES (:person_id, :salt) ON CONFLICT (person_id) DO NOTHING;

-- name: choose!
UPDATE pin SET hash = :hash, set_at = :now, wrong = 0, locked_until = 0, proven_at = :now,
  proven_in = CAST(:conversation_id AS BIGINT)
WHERE person_id = :person_id;

-- name: miss$
UPDATE pin SET wrong = wrong + 1, proven_at = 0 WHERE person_id = :person_id RETURNING wrong;

-- name: lock!
UPDATE pin SET locked_until = :until WHERE person_id = :person_id;

-- name: prove!
UPDATE pin SET wrong = 0, proven_at = :now, proven_in = CAST(:conversation_id AS BIGINT) WHERE person_id = :person_id;

-- name: clear!
DELETE FROM pin WHERE person_id = :person_id;

-- Not even the hash of what was typed stays with the message.
-- name: blank!
UPDATE inbox SET body = '' WHERE id = :inbox_id;
