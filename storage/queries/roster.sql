-- What exists of the codes that a workbook names.
-- name: known_sqlite
SELECT u.id, u.code, COALESCE(p.code, ''), u.path, u.kind, CASE WHEN u.valid_to IS NULL THEN 1 ELSE 0 END
FROM unit u LEFT JOIN unit p ON p.id = u.parent_id
WHERE u.code IN (SELECT value FROM json_each(:codes));

-- name: known_postgres
SELECT u.id, u.code, COALESCE(p.code, ''), u.path, u.kind, CASE WHEN u.valid_to IS NULL THEN 1 ELSE 0 END
FROM unit u LEFT JOIN unit p ON p.id = u.parent_id
WHERE u.code IN (SELECT value FROM json_array_elements_text(CAST(:codes AS JSON)));

-- Ids for new units: their paths are made of them, so they must be known before the rows are written.
-- name: reserve_sqlite
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)
SELECT (SELECT COALESCE(MAX(id), 0) FROM unit) + i FROM n;

-- name: reserve_postgres
SELECT nextval(pg_get_serial_sequence('unit', 'id')) FROM generate_series(1, CAST(:many AS BIGINT));

-- name: add_unit*!
INSERT INTO unit (id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on,
  valid_from, head_is_secretary, meeting_rule)
VALUES (:id, :code, :parent_id, :path, :kind, :name, :composition, :residential, :member_count, :member_count_on,
  :valid_from, :head_is_secretary, :meeting_rule);

-- A name that changes stays readable as the former one.
-- name: keep_name*!
INSERT INTO unit_name (unit_id, name, until_on)
SELECT id, name, CAST(:on AS TEXT) FROM unit WHERE id = :id AND name <> :name;

-- An empty cell leaves what is known as it was.
-- name: change_unit*!
UPDATE unit SET kind = :kind, name = :name, composition = :composition, residential = :residential,
  member_count_on = CASE WHEN CAST(:member_count AS BIGINT) IS NULL OR member_count = :member_count
    THEN member_count_on ELSE :member_count_on END,
  member_count = COALESCE(CAST(:member_count AS BIGINT), member_count),
  head_is_secretary = COALESCE(CAST(:head_is_secretary AS BIGINT), head_is_secretary),
  meeting_rule = CASE WHEN CAST(:meeting_rule AS TEXT) = '' THEN meeting_rule ELSE :meeting_rule END
WHERE id = :id;

-- name: add_seat*!
INSERT INTO seat (unit_id, role, called) VALUES (:unit_id, :role, :called)
ON CONFLICT (unit_id, role) DO UPDATE SET
  called = CASE WHEN excluded.called = '' THEN seat.called ELSE excluded.called END;

-- A term that somebody confirmed is not touched by a workbook.
-- name: change_term*!
UPDATE term SET planned_end_on = :planned_end_on, policy = :policy, basis = :basis, label = :label
WHERE unit_id = :unit_id AND start_on = :start_on AND confirmed_at IS NULL;

-- name: add_term*!
INSERT INTO term (unit_id, label, start_on, planned_end_on, policy, basis)
SELECT CAST(:unit_id AS BIGINT), CAST(:label AS TEXT), CAST(:start_on AS TEXT), CAST(:planned_end_on AS TEXT),
  CAST(:policy AS TEXT), CAST(:basis AS TEXT)
WHERE NOT EXISTS (SELECT 1 FROM term t WHERE t.unit_id = :unit_id AND t.start_on = :start_on);

-- The first root of `chibo init` takes the code of the workbook's root.
-- name: take_code!
UPDATE unit SET code = :code WHERE id = :id;

-- The same file again for the one who sent it, filled in: everything below, in tree order.
-- name: as_workbook
SELECT u.code, u.name, u.kind, COALESCE(p.code, ''), u.composition, u.member_count, u.head_is_secretary,
  t.start_on, t.planned_end_on, u.residential, u.meeting_rule, t.basis
FROM unit u
LEFT JOIN unit p ON p.id = u.parent_id
LEFT JOIN term t ON t.id = (SELECT k.id FROM term k WHERE k.unit_id = u.id ORDER BY k.start_on DESC LIMIT 1)
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL ORDER BY u.path LIMIT :most;

-- name: seats_as_workbook
SELECT u.code, s.role, s.called FROM seat s JOIN unit u ON u.id = s.unit_id
WHERE u.path >= :path AND u.path < :path_end AND u.valid_to IS NULL ORDER BY u.path, s.id LIMIT :most;
