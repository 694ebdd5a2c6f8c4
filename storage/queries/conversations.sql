-- Whoever writes can be reached, also after a block of which the platform never said that it is over (Zalo).
-- name: put*!
UPDATE conversation SET screen = :screen, draft = :draft, choices = :choices, stumbles = :stumbles,
  seat_id = :seat_id, last_said_at = :now, updated_at = :now, reachable = 1
WHERE id = :id;

-- An answer that comes after its turn is what digits mean now, unless the person has gone on to a question.
-- Waiting for a workbook is no question whose digits could be meant.
-- name: offer!
UPDATE conversation SET choices = :choices WHERE id = :id AND screen IN ('', 'roster');

-- name: bind!
UPDATE conversation SET person_id = :person_id, seat_id = :seat_id, reachable = 1, wrong_codes = 0 WHERE id = :id;

-- name: reach!
UPDATE conversation SET reachable = :reachable WHERE id = :id;

-- A group or chat got a new id; the old row keeps the history, so the new id must not exist yet.
-- name: move!
UPDATE conversation SET chat = :chat WHERE id = :id
  AND NOT EXISTS (SELECT 1 FROM conversation k WHERE k.channel = conversation.channel AND k.chat = :chat);

-- name: wrong_code!
UPDATE conversation SET wrong_codes = CASE WHEN wrong_code_at < :window THEN 1 ELSE wrong_codes + 1 END,
  wrong_code_at = :now
WHERE id = :id;

-- name: wrong_codes^
SELECT wrong_codes, wrong_code_at FROM conversation WHERE id = :id;

-- name: of_chat^
SELECT id, person_id, reachable FROM conversation WHERE channel = :channel AND chat = :chat;
