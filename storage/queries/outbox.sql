-- What is written while an earlier message of the chat is tried again waits behind it, as in hold_back.
-- name: add*!
INSERT INTO outbox (conversation_id, channel, lane, kind, payload, answer_to, edits, dedupe_key, cause,
  created_at, due_at, expires_at)
VALUES (:conversation_id, :channel, :lane, :kind, :payload, :answer_to, :edits, :dedupe_key, :cause,
  :created_at,
  COALESCE((
    SELECT MAX(w.due_at) FROM outbox w
    WHERE w.conversation_id = :conversation_id AND w.lane = :lane AND w.state = 'waiting' AND w.attempts > 0
      AND w.due_at > :due_at), CAST(:due_at AS BIGINT)),
  :expires_at)
ON CONFLICT (dedupe_key) DO NOTHING;

-- One message for each person who holds the seat now, on the reachable chat where they wrote last.
-- name: push_to_seat*!
INSERT INTO outbox (conversation_id, channel, lane, kind, payload, cause, created_at, due_at, expires_at)
SELECT c.id, c.channel, 1, 'push', CAST(:payload AS TEXT), CAST(:cause AS TEXT), CAST(:created_at AS BIGINT),
  CAST(:due_at AS BIGINT), CAST(:expires_at AS BIGINT)
FROM holding h
JOIN conversation c ON c.id = (
  SELECT k.id FROM conversation k WHERE k.person_id = h.person_id AND k.reachable = 1
  ORDER BY k.preferred DESC, k.last_said_at DESC, k.id LIMIT 1)
WHERE h.seat_id = :seat_id AND h.from_at <= :created_at AND (h.until_at IS NULL OR h.until_at > :created_at);

-- The first waiting message of each chat that is not busy: one chat's backlog never stands before the others.
-- name: waiting
SELECT o.id, o.conversation_id, o.channel, c.chat, o.kind, o.payload, o.answer_to, o.edits, o.created_at,
  o.expires_at, o.attempts, c.person_id, o.doubtful
FROM outbox o JOIN conversation c ON c.id = o.conversation_id
WHERE o.channel = :channel AND o.lane = :lane AND o.state = 'waiting' AND o.due_at <= :now
  AND o.conversation_id NOT IN @list(:busy)
  AND NOT EXISTS (
    SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id AND e.lane = o.lane AND e.state = 'waiting'
      AND (e.due_at, e.id) < (o.due_at, o.id))
ORDER BY o.due_at, o.id LIMIT :most;

-- name: next_due$
SELECT MIN(due_at) FROM outbox WHERE channel = :channel AND lane = :lane AND state = 'waiting';

-- What was composed at the second of sending replaces the order to compose it.
-- name: finish*!
UPDATE outbox SET state = :state, external_id = :external_id, finished_at = :now,
  on_day = CASE WHEN :state = 'sent' THEN on_day END,
  payload = COALESCE(CAST(:payload AS TEXT), payload)
WHERE id = :id;

-- name: retry*!
UPDATE outbox SET due_at = :due_at, attempts = attempts + 1, doubtful = :doubtful WHERE id = :id;

-- What is behind a message that has to wait waits with it, so that a chat's order holds.
-- name: hold_back*!
UPDATE outbox SET due_at = :due_at
WHERE conversation_id = :conversation_id AND lane = :lane AND state = 'waiting' AND due_at < :due_at;

-- name: withdraw!
UPDATE outbox SET state = 'dropped', finished_at = :now WHERE cause = :cause AND state = 'waiting';

-- name: sent_because_of
SELECT conversation_id, channel FROM outbox WHERE cause = :cause AND state = 'sent';

-- name: depth^
SELECT COUNT(*), MIN(due_at) FROM outbox WHERE channel = :channel AND state = 'waiting' AND due_at <= :now;

-- name: sent_count$
SELECT COUNT(*) FROM outbox WHERE channel = :channel AND lane = :lane AND state = 'sent';

-- name: failed_since$
SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND finished_at >= :since;

-- name: forget!
DELETE FROM outbox WHERE state <> 'waiting' AND finished_at < :before;

-- name: history
SELECT payload, CASE WHEN on_day IS NULL THEN created_at ELSE COALESCE(finished_at, due_at) END, external_id, edits
FROM outbox WHERE conversation_id = :conversation_id AND state = 'sent' ORDER BY id DESC LIMIT :most;

-- name: last_reply$
SELECT payload FROM outbox WHERE conversation_id = :conversation_id AND kind = 'reply' ORDER BY id DESC LIMIT 1;

-- name: last_digest$
SELECT payload FROM outbox WHERE conversation_id = :conversation_id AND kind = 'digest' AND state = 'sent'
ORDER BY id DESC LIMIT 1;

-- To the other channel of the same person, where they wrote last; composed anew there.
-- name: fall_over!
UPDATE outbox SET state = 'waiting', attempts = 0, doubtful = 0, due_at = :now,
  conversation_id = (SELECT k.id FROM conversation k WHERE k.person_id = outbox.person_id AND k.reachable = 1
    AND k.channel <> outbox.channel ORDER BY COALESCE(k.last_said_at, 0) DESC, k.id LIMIT 1),
  channel = (SELECT k.channel FROM conversation k WHERE k.person_id = outbox.person_id AND k.reachable = 1
    AND k.channel <> outbox.channel ORDER BY COALESCE(k.last_said_at, 0) DESC, k.id LIMIT 1)
WHERE id = :id AND kind = 'digest' AND state = 'waiting'
  AND EXISTS (SELECT 1 FROM conversation k WHERE k.person_id = outbox.person_id AND k.reachable = 1
    AND k.channel <> outbox.channel);

-- What a channel carried since an instant, in both directions, and how many people are on it.
-- name: usage^
SELECT
  (SELECT COUNT(*) FROM outbox WHERE channel = :channel AND state = 'sent' AND finished_at >= :since)
  + (SELECT COUNT(*) FROM inbox WHERE channel = :channel AND received_at >= :since),
  (SELECT COUNT(DISTINCT person_id) FROM conversation WHERE channel = :channel AND person_id IS NOT NULL);
