-- name: add$
INSERT INTO unit (code, parent_id, path, kind, name, composition, residential, member_count, member_count_on,
  valid_from)
VALUES (:code, :parent_id, :path, :kind, :name, :composition, :residential, :member_count, :member_count_on,
  :valid_from)
RETURNING id;

-- name: set_path!
UPDATE unit SET path = :path WHERE id = :id;

-- name: get^
SELECT id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on, valid_from,
  valid_to, successor_id
FROM unit WHERE id = :id;

-- name: by_code^
SELECT id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on, valid_from,
  valid_to, successor_id
FROM unit WHERE code = :code;

-- `path_end` is the path with its last slash replaced by the next character, so that the index answers.
-- name: below
SELECT id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on, valid_from,
  valid_to, successor_id
FROM unit WHERE path >= :path AND path < :path_end AND valid_to IS NULL ORDER BY path;

-- name: count_below$
SELECT COUNT(*) FROM unit WHERE path > :path AND path < :path_end AND valid_to IS NULL;

-- name: set_member_count!
UPDATE unit SET member_count = :member_count, member_count_on = :member_count_on WHERE id = :id;

-- name: add_seat$
INSERT INTO seat (unit_id, role) VALUES (:unit_id, :role)
ON CONFLICT (unit_id, role) DO UPDATE SET role = excluded.role RETURNING id;

-- name: seat^
SELECT s.id, s.unit_id, s.role, u.name, u.path, u.kind, u.composition, 'holder'
FROM seat s JOIN unit u ON u.id = s.unit_id WHERE s.id = :id;

-- name: seats_in
SELECT s.id, s.unit_id, s.role, u.name, u.path, u.kind, u.composition, 'holder'
FROM seat s JOIN unit u ON u.id = s.unit_id WHERE s.unit_id = :unit_id ORDER BY s.id;

-- The nearest seat with this role in the unit or above it: whoever must accept or help.
-- name: seat_upward^
SELECT s.id, s.unit_id, s.role, u.name, u.path, u.kind, u.composition, 'holder'
FROM seat s JOIN unit u ON u.id = s.unit_id
WHERE s.role = :role AND u.id IN @list(:ancestors)
ORDER BY length(u.path) DESC LIMIT 1;

-- name: add_term!
INSERT INTO term (unit_id, label, start_on, planned_end_on, policy, basis, confirmed_at, confirmed_by)
VALUES (:unit_id, :label, :start_on, :planned_end_on, :policy, :basis, :confirmed_at, :confirmed_by);

-- name: term^
SELECT id, unit_id, label, start_on, planned_end_on, policy, basis, confirmed_at FROM term
WHERE unit_id = :unit_id ORDER BY start_on DESC LIMIT 1;

-- name: count$
SELECT COUNT(*) FROM unit;

-- name: top
SELECT id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on, valid_from,
  valid_to, successor_id
FROM unit WHERE parent_id IS NULL AND valid_to IS NULL ORDER BY id;

-- name: children
SELECT id, code, parent_id, path, kind, name, composition, residential, member_count, member_count_on, valid_from,
  valid_to, successor_id
FROM unit WHERE parent_id = :parent_id AND valid_to IS NULL ORDER BY path;

-- name: chunk$
SELECT MAX(id) FROM (SELECT id FROM unit WHERE id > :after ORDER BY id LIMIT :most) AS chunk;

-- name: seats_of_role
SELECT unit_id, id FROM seat WHERE role = :role AND unit_id IN @list(:units);

-- name: seats_with_role
SELECT id FROM seat WHERE role = :role ORDER BY id;

-- Where a unit that ended goes on today, through every merger since.
-- name: goes_on_in$
WITH RECURSIVE chain(id, path, next) AS (
  SELECT id, path, successor_id FROM unit WHERE id = :id
  UNION SELECT u.id, u.path, u.successor_id FROM chain c JOIN unit u ON u.id = c.next)
SELECT path FROM chain WHERE next IS NULL;
