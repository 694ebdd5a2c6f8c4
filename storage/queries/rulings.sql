-- name: add!
INSERT INTO ruling (unit_id, path, issuer_level, key, value, document, document_on, valid_from, valid_to, set_at, seat_id)
VALUES (:unit_id, :path, :issuer_level, :key, :value, :document, :document_on, :valid_from, NULL, :now, :seat_id);

-- What the unit or one above it ruled; the latest row of a unit and key counts, earlier ones end there.
-- name: over
SELECT r.unit_id, r.issuer_level, u.name, r.key, r.value, r.document, r.document_on, r.valid_from, r.valid_to
FROM ruling r JOIN unit u ON u.id = r.unit_id WHERE r.unit_id IN @list(:ancestors) ORDER BY r.id;

-- name: end!
UPDATE ruling SET valid_to = :valid_to WHERE unit_id = :unit_id AND key = :key AND valid_to IS NULL;

-- name: set_step!
INSERT INTO congress_step (unit_id, path, level, code, name, opens_lead, due_lead, kept, set_at, seat_id)
VALUES (:unit_id, :path, :level, :code, :name, :opens_lead, :due_lead, :kept, :now, :seat_id)
ON CONFLICT (unit_id, level, code) DO UPDATE SET name = excluded.name, opens_lead = excluded.opens_lead,
  due_lead = excluded.due_lead, kept = excluded.kept, set_at = excluded.set_at, seat_id = excluded.seat_id;

-- The nearest committee's own steps come last, so that they count.
-- name: steps_over
SELECT s.code, s.name, s.opens_lead, s.due_lead, s.kept FROM congress_step s
WHERE s.unit_id IN @list(:ancestors) AND s.level = :level ORDER BY length(s.path), s.id;

-- name: drop_steps!
DELETE FROM congress_step WHERE unit_id = :unit_id AND level = :level;
