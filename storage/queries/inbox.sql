-- name: remember_chat*!
INSERT INTO conversation (channel, chat) VALUES (:channel, :chat) ON CONFLICT (channel, chat) DO NOTHING;

-- name: add*!
INSERT INTO inbox (conversation_id, channel, external_id, kind, body, ref, answer_to, refused, sent_at, received_at)
SELECT c.id, CAST(:channel AS TEXT), CAST(:external_id AS TEXT), CAST(:kind AS TEXT), CAST(:body AS TEXT),
  CAST(:ref AS TEXT), CAST(:answer_to AS TEXT), CAST(:refused AS TEXT),
  CAST(:sent_at AS BIGINT), CAST(:received_at AS BIGINT)
FROM conversation c WHERE c.channel = :channel AND c.chat = :chat
ON CONFLICT (channel, external_id) DO NOTHING;

-- The first waiting message of each chat.
-- name: claim_sqlite
SELECT i.id, i.conversation_id, i.channel, i.external_id, c.chat, i.kind, i.body, i.ref, i.answer_to, i.refused,
  i.sent_at, i.received_at, i.attempts, c.seat_id, c.screen, c.draft, c.choices, c.stumbles,
  p.id, p.name, p.language, p.consent_version, p.consent_at, p.digest_minute,
  s.role, s.unit_id, u.name, u.path, u.kind, u.composition, h.kind
FROM inbox i
JOIN conversation c ON c.id = i.conversation_id
LEFT JOIN person p ON p.id = c.person_id
LEFT JOIN holding h ON h.seat_id = c.seat_id AND h.person_id = c.person_id
  AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
LEFT JOIN seat s ON s.id = h.seat_id
LEFT JOIN unit u ON u.id = s.unit_id
WHERE i.handled_at IS NULL AND i.id > :after
  AND NOT EXISTS (
    SELECT 1 FROM inbox e WHERE e.conversation_id = i.conversation_id AND e.handled_at IS NULL AND e.id < i.id)
ORDER BY i.id LIMIT :most;

-- A chat is locked with its message, so that two workers never handle one chat at once; locking the message
-- too makes PostgreSQL look again at handled_at when another worker has just committed it. The chat comes first:
-- whoever skips a message because its chat is taken must not get at the chat's next one, nor take a message and
-- then find that its chat went to a worker who had to skip that message.
-- name: claim_postgres
SELECT i.id, i.conversation_id, i.channel, i.external_id, c.chat, i.kind, i.body, i.ref, i.answer_to, i.refused,
  i.sent_at, i.received_at, i.attempts, c.seat_id, c.screen, c.draft, c.choices, c.stumbles,
  p.id, p.name, p.language, p.consent_version, p.consent_at, p.digest_minute,
  s.role, s.unit_id, u.name, u.path, u.kind, u.composition, h.kind
FROM inbox i
JOIN conversation c ON c.id = i.conversation_id
LEFT JOIN person p ON p.id = c.person_id
LEFT JOIN holding h ON h.seat_id = c.seat_id AND h.person_id = c.person_id
  AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
LEFT JOIN seat s ON s.id = h.seat_id
LEFT JOIN unit u ON u.id = s.unit_id
WHERE i.handled_at IS NULL AND i.id > :after
  AND NOT EXISTS (
    SELECT 1 FROM inbox e WHERE e.conversation_id = i.conversation_id AND e.handled_at IS NULL AND e.id < i.id)
ORDER BY i.id LIMIT :most
FOR UPDATE OF c, i SKIP LOCKED;

-- name: done*!
UPDATE inbox SET handled_at = :now, outcome = :outcome WHERE id = :id;

-- name: attempt!
UPDATE inbox SET attempts = attempts + 1 WHERE id = :id;

-- name: last_waiting$
SELECT MAX(id) FROM inbox WHERE handled_at IS NULL;

-- name: waiting^
SELECT COUNT(*), MIN(received_at) FROM inbox WHERE handled_at IS NULL;

-- name: forget_text!
UPDATE inbox SET body = '' WHERE handled_at IS NOT NULL AND received_at < :before AND body <> '';

-- name: history
SELECT external_id, body, kind, received_at FROM inbox WHERE conversation_id = :conversation_id AND kind <> 'press'
ORDER BY id DESC LIMIT :most;
