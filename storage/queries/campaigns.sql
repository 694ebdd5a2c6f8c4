-- name: add!
INSERT INTO campaign (programme_id, form, check_every, grace_days, path, kinds, compositions, residential, state,
  proposed_by, proposed_at, launched_at)
VALUES (:programme_id, :form, :check_every, :grace_days, :path, :kinds, :compositions, :residential, :state,
  :proposed_by, :now, :launched_at)
ON CONFLICT (programme_id) DO NOTHING;

-- name: get^
SELECT c.programme_id, p.code, p.title, p.issuer_id, p.document, p.document_on, p.period, p.opens_on, p.due_on,
  p.ends_on, c.form, c.check_every, c.grace_days, c.path, c.kinds, c.compositions, c.residential, c.state,
  c.opened_upto, c.proposed_by, c.launched_at, c.closed_at
FROM campaign c JOIN programme p ON p.id = c.programme_id WHERE c.programme_id = :programme_id;

-- Those that reach into the path, or that come from above it; the newest first.
-- name: around
SELECT c.programme_id, p.code, p.title, p.issuer_id, p.document, p.document_on, p.period, p.opens_on, p.due_on,
  p.ends_on, c.form, c.check_every, c.grace_days, c.path, c.kinds, c.compositions, c.residential, c.state,
  c.opened_upto, c.proposed_by, c.launched_at, c.closed_at
FROM campaign c JOIN programme p ON p.id = c.programme_id
WHERE c.state <> 'declined' AND ((c.path >= :path AND c.path < :path_end) OR CAST(:path AS TEXT) LIKE c.path || '%')
ORDER BY c.programme_id DESC LIMIT :most;

-- name: in_state
SELECT c.programme_id, p.code, p.title, p.issuer_id, p.document, p.document_on, p.period, p.opens_on, p.due_on,
  p.ends_on, c.form, c.check_every, c.grace_days, c.path, c.kinds, c.compositions, c.residential, c.state,
  c.opened_upto, c.proposed_by, c.launched_at, c.closed_at
FROM campaign c JOIN programme p ON p.id = c.programme_id WHERE c.state = :state ORDER BY c.programme_id;

-- name: set_state!
UPDATE campaign SET state = :state, confirmed_by = COALESCE(CAST(:confirmed_by AS BIGINT), confirmed_by),
  launched_at = COALESCE(CAST(:launched_at AS BIGINT), launched_at),
  closed_at = COALESCE(CAST(:closed_at AS BIGINT), closed_at)
WHERE programme_id = :programme_id AND state = :was;

-- name: move!
UPDATE campaign SET opened_upto = :upto WHERE programme_id = :programme_id;

-- name: reach^
SELECT COALESCE(SUM(CASE WHEN CAST(:kinds AS TEXT) LIKE '%,' || kind || ',%'
    AND CAST(:compositions AS TEXT) LIKE '%,' || composition || ',%'
    AND residential = COALESCE(CAST(:residential AS BIGINT), residential) THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN kind = 'commune_committee' THEN 1 ELSE 0 END), 0)
FROM unit WHERE path >= :path AND path < :path_end AND valid_to IS NULL;

-- People who would be written to, by channel.
-- name: chats
SELECT c.channel, COUNT(DISTINCT c.person_id)
FROM unit u JOIN seat s ON s.unit_id = u.id AND s.role = :role
JOIN holding h ON h.seat_id = s.id AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now)
JOIN conversation c ON c.person_id = h.person_id AND c.reachable = 1
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND CAST(:compositions AS TEXT) LIKE '%,' || u.composition || ',%'
  AND u.residential = COALESCE(CAST(:residential AS BIGINT), u.residential)
GROUP BY c.channel;

-- Units of the audience that came into being after the launch and owe nothing yet.
-- name: new_units
SELECT u.id, u.valid_from FROM unit u
WHERE u.id > :after AND u.id <= :upto AND u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL
  AND u.valid_from > :since
  AND CAST(:kinds AS TEXT) LIKE '%,' || u.kind || ',%'
  AND CAST(:compositions AS TEXT) LIKE '%,' || u.composition || ',%'
  AND u.residential = COALESCE(CAST(:residential AS BIGINT), u.residential)
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.programme_id = :programme_id AND t.duty = :duty AND t.unit_id = u.id)
ORDER BY u.id LIMIT 1000;

-- Units whose first person joined after the launch and which have not registered.
-- name: newly_joined
SELECT t.id, t.unit_id, MIN(h.from_at) FROM task t
JOIN seat s ON s.unit_id = t.unit_id AND s.role = t.assignee_role
JOIN holding h ON h.seat_id = s.id
WHERE t.unit_id > :after AND t.unit_id <= :upto AND t.programme_id = :programme_id AND t.duty = :duty
  AND t.state IN ('open', 'in_progress', 'returned')
  AND NOT EXISTS (SELECT 1 FROM late_joiner l WHERE l.programme_id = t.programme_id AND l.unit_id = t.unit_id)
GROUP BY t.id, t.unit_id HAVING MIN(h.from_at) >= :since ORDER BY t.id LIMIT 1000;

-- name: add_late_joiner!
INSERT INTO late_joiner (programme_id, unit_id, joined_on) VALUES (:programme_id, :unit_id, :joined_on)
ON CONFLICT (programme_id, unit_id) DO NOTHING;

-- name: put_off!
UPDATE task SET due_on = :due_on, version = version + 1 WHERE id = :id AND due_on < :due_on;

-- CROSS JOIN keeps SQLite from looking at every unit for every other; PostgreSQL orders the join by itself.
-- One row for each unit directly below (and the unit itself), kind of unit, and whether it came late.
-- name: figures
SELECT g.id, g.name, u.kind, CASE WHEN l.unit_id IS NULL THEN 0 ELSE 1 END AS came_late, COUNT(t.id),
  SUM(COALESCE(p.registered, CASE WHEN t.duty = 'COMMITMENT' AND t.state IN ('reported', 'seen', 'verified')
    THEN 1 ELSE 0 END)),
  SUM(COALESCE(p.acknowledged, CASE WHEN t.duty = 'COMMITMENT' AND t.state IN ('seen', 'verified')
    THEN 1 ELSE 0 END)),
  SUM(COALESCE(k.checked, 0)), SUM(COALESCE(p.reviewed, 0)), SUM(COALESCE(m.measures, 0)),
  SUM(COALESCE(m.ticked, 0)), SUM(COALESCE(w.signed, 0)), SUM(CASE WHEN w.signed IS NULL THEN 0 ELSE w.total END)
FROM (
  SELECT id, name, path AS first, substr(path, 1, length(path) - 1) || '0' AS past FROM unit
  WHERE parent_id = :root
  UNION ALL SELECT id, name, path, path || '0' FROM unit WHERE id = :root) AS g
CROSS JOIN unit u
CROSS JOIN task t
LEFT JOIN late_joiner l ON l.programme_id = t.programme_id AND l.unit_id = u.id
LEFT JOIN (
  SELECT unit_id, MAX(CASE WHEN state <> 'returned' THEN 1 ELSE 0 END) AS registered,
    MAX(CASE WHEN acknowledged_at IS NOT NULL THEN 1 ELSE 0 END) AS acknowledged,
    MAX(CASE WHEN reviewed_at IS NOT NULL THEN 1 ELSE 0 END) AS reviewed,
    COALESCE(MAX(CASE WHEN acknowledged_at IS NOT NULL THEN id END), MAX(id)) AS pledge_id
  FROM pledge WHERE programme_id = :programme_id AND state NOT IN ('withdrawn', 'superseded', 'replaced')
  GROUP BY unit_id) AS p ON p.unit_id = u.id
LEFT JOIN pledge w ON w.id = p.pledge_id
LEFT JOIN (
  SELECT a.pledge_id, COUNT(DISTINCT a.id) AS measures,
    COUNT(DISTINCT CASE WHEN c.ticked_at IS NOT NULL THEN a.id END) AS ticked
  FROM pledge b JOIN measure a ON a.pledge_id = b.id LEFT JOIN measure_check c ON c.measure_id = a.id
  WHERE b.programme_id = :programme_id GROUP BY a.pledge_id) AS m ON m.pledge_id = p.pledge_id
LEFT JOIN (
  SELECT unit_id, 1 AS checked FROM task WHERE programme_id = :programme_id AND duty = 'PLEDGE-CHECK'
    AND state IN ('reported', 'seen', 'verified') GROUP BY unit_id) AS k ON k.unit_id = u.id
WHERE u.path >= g.first AND u.path < g.past AND t.unit_id = u.id AND t.programme_id = :programme_id AND t.duty IN ('REG-22', 'COMMITMENT')
  AND t.state NOT IN ('withdrawn', 'not_applicable')
GROUP BY g.id, g.name, u.kind, came_late ORDER BY g.name, u.kind, came_late;

-- The signed and the asked of a campaign in which units only count signatures; JSON is not portable.
-- name: signatures_sqlite
SELECT g.id, u.kind, CASE WHEN l.unit_id IS NULL THEN 0 ELSE 1 END AS came_late,
  SUM(COALESCE(json_extract(t.numbers, '$.signed'), 0)), SUM(COALESCE(json_extract(t.numbers, '$.total'), 0))
FROM (
  SELECT id, path AS first, substr(path, 1, length(path) - 1) || '0' AS past FROM unit WHERE parent_id = :root
  UNION ALL SELECT id, path, path || '0' FROM unit WHERE id = :root) AS g
CROSS JOIN unit u
CROSS JOIN task t
LEFT JOIN late_joiner l ON l.programme_id = t.programme_id AND l.unit_id = u.id
WHERE u.path >= g.first AND u.path < g.past AND t.unit_id = u.id AND t.programme_id = :programme_id AND t.duty = 'COMMITMENT'
  AND t.state IN ('reported', 'seen', 'verified')
GROUP BY g.id, u.kind, came_late;

-- name: signatures_postgres
SELECT g.id, u.kind, CASE WHEN l.unit_id IS NULL THEN 0 ELSE 1 END AS came_late,
  SUM(COALESCE(CAST(CAST(t.numbers AS JSON) ->> 'signed' AS BIGINT), 0)), SUM(COALESCE(CAST(CAST(t.numbers AS JSON) ->> 'total' AS BIGINT), 0))
FROM (
  SELECT id, path AS first, substr(path, 1, length(path) - 1) || '0' AS past FROM unit WHERE parent_id = :root
  UNION ALL SELECT id, path, path || '0' FROM unit WHERE id = :root) AS g
CROSS JOIN unit u
CROSS JOIN task t
LEFT JOIN late_joiner l ON l.programme_id = t.programme_id AND l.unit_id = u.id
WHERE u.path >= g.first AND u.path < g.past AND t.unit_id = u.id AND t.programme_id = :programme_id AND t.duty = 'COMMITMENT'
  AND t.state IN ('reported', 'seen', 'verified')
GROUP BY g.id, u.kind, came_late;

-- name: closing!
UPDATE pledge SET state = 'closed', ended_at = :now
WHERE programme_id = :programme_id AND unit_id > :after AND unit_id <= :upto AND state IN ('in_force', 'reviewed');

-- name: closing_tasks!
UPDATE task SET next_remind_at = NULL
WHERE programme_id = :programme_id AND unit_id > :after AND unit_id <= :upto AND next_remind_at IS NOT NULL;
