-- Only units with a chat that fell silent or with nobody reachable; a card that was done lately is not opened again.
-- name: open_card$
INSERT INTO call_card (unit_id, reason, opened_at)
SELECT u.id, CAST(:reason AS TEXT), CAST(:now AS BIGINT) FROM unit u
WHERE u.id = :unit_id AND NOT EXISTS (
  SELECT 1 FROM call_card k WHERE k.unit_id = u.id AND k.reason = :reason AND (k.done_at IS NULL OR k.done_at >= :since))
RETURNING id;

-- name: silent_units
SELECT u.id, u.path
FROM unit u
JOIN seat s ON s.unit_id = u.id
JOIN holding h ON h.seat_id = s.id AND (h.until_at IS NULL OR h.until_at > :now)
JOIN conversation c ON c.person_id = h.person_id
WHERE u.id > :after AND u.id <= :upto AND u.valid_to IS NULL AND u.kind IN ('cell', 'grassroots_cell', 'party_group')
  AND EXISTS (SELECT 1 FROM task t WHERE t.unit_id = u.id AND t.state IN ('open', 'in_progress', 'returned')
    AND t.opens_on <= :today AND t.closes_on >= :today)
  -- Whoever said that they are away is not silent, nor in the month after they are back.
  AND NOT EXISTS (SELECT 1 FROM pause q WHERE q.person_id = h.person_id AND q.last_on >= :back_since)
GROUP BY u.id, u.path
HAVING MAX(COALESCE(c.last_said_at, h.from_at)) < :silent_since;

-- name: open_below
SELECT k.id, k.unit_id, k.reason, k.opened_at, u.name, u.path FROM call_card k JOIN unit u ON u.id = k.unit_id
WHERE k.done_at IS NULL AND u.path >= :path AND u.path < :path_end ORDER BY k.opened_at, k.id LIMIT :most;

-- name: get^
SELECT k.id, k.unit_id, k.reason, k.opened_at, u.name, u.path FROM call_card k JOIN unit u ON u.id = k.unit_id
WHERE k.id = :id AND k.done_at IS NULL;

-- name: done!
UPDATE call_card SET done_at = :now WHERE id = :id AND done_at IS NULL;
