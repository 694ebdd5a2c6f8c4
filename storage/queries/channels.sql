-- Chats in which something could not be sent and is tried again.
-- name: failing$
SELECT COUNT(DISTINCT conversation_id) FROM outbox WHERE channel = :channel AND state = 'waiting' AND attempts > 0;

-- name: sent_since^
SELECT id FROM outbox WHERE channel = :channel AND state = 'sent' AND finished_at >= :since LIMIT 1;

-- One chat for each holder of the role, if possible not on the channel that is in trouble.
-- name: alert_chats
SELECT DISTINCT c.id, c.channel, p.language
FROM seat s
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
JOIN person p ON p.id = h.person_id
JOIN conversation c ON c.id = (
  SELECT k.id FROM conversation k WHERE k.person_id = h.person_id AND k.reachable = 1
  ORDER BY CASE WHEN k.channel = :avoid THEN 1 ELSE 0 END, k.preferred DESC, COALESCE(k.last_said_at, 0) DESC, k.id
  LIMIT 1)
WHERE s.role = :role ORDER BY c.id;

-- People with a seat below, by whether they can be reached on the channel.
-- name: reach^
SELECT COUNT(DISTINCT h.person_id),
  COUNT(DISTINCT CASE WHEN EXISTS (
    SELECT 1 FROM conversation k WHERE k.person_id = h.person_id AND k.channel = :channel AND k.reachable = 1)
    THEN h.person_id END)
FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
WHERE u.path >= :path AND u.path < :path_end AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now);

-- name: prefer!
UPDATE conversation SET preferred = CASE WHEN channel = :channel THEN 1 ELSE 0 END
WHERE person_id IN (
  SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
  WHERE u.path >= :path AND u.path < :path_end AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
    AND EXISTS (
      SELECT 1 FROM conversation k WHERE k.person_id = h.person_id AND k.channel = :channel AND k.reachable = 1));

-- What waits on another channel goes with its person; an answer stays in the chat where it was asked for.
-- name: move_waiting!
UPDATE outbox SET attempts = 0, doubtful = 0, due_at = CASE WHEN due_at < :now THEN :now ELSE due_at END,
  channel = CAST(:channel AS TEXT),
  conversation_id = (
    SELECT k.id FROM conversation k WHERE k.channel = :channel AND k.preferred = 1 AND k.reachable = 1
      AND k.person_id = (SELECT o.person_id FROM conversation o WHERE o.id = outbox.conversation_id)
    ORDER BY k.id LIMIT 1)
WHERE state = 'waiting' AND lane = 1 AND channel <> :channel AND EXISTS (
  SELECT 1 FROM conversation o JOIN conversation k ON k.person_id = o.person_id
  WHERE o.id = outbox.conversation_id AND k.channel = :channel AND k.preferred = 1 AND k.reachable = 1);

-- One seat of each person who is now written to on the channel, for telling them.
-- name: moved_seats
SELECT MIN(h.seat_id) FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
JOIN conversation k ON k.person_id = h.person_id AND k.channel = :channel AND k.preferred = 1
WHERE u.path >= :path AND u.path < :path_end AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
  AND EXISTS (SELECT 1 FROM conversation o WHERE o.person_id = h.person_id AND o.channel <> :channel)
GROUP BY h.person_id ORDER BY 1;

-- name: in_use
SELECT channel, COUNT(DISTINCT person_id), COUNT(DISTINCT CASE WHEN preferred = 1 THEN person_id END)
FROM conversation WHERE person_id IS NOT NULL AND reachable = 1 GROUP BY channel ORDER BY channel;
