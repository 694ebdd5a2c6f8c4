-- name: of
SELECT programme_id, before_due, late_days, clerk_days, weekly_days FROM ladder WHERE programme_id IN @list(:ids);

-- name: put!
INSERT INTO ladder (programme_id, before_due, late_days, clerk_days, weekly_days, changed_at, changed_by, moved_upto)
VALUES (:programme_id, :before_due, :late_days, :clerk_days, :weekly_days, :now, :by, 0)
ON CONFLICT (programme_id) DO UPDATE SET before_due = excluded.before_due, late_days = excluded.late_days,
  clerk_days = excluded.clerk_days, weekly_days = excluded.weekly_days, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by, moved_upto = 0;

-- name: unmoved^
SELECT programme_id, moved_upto FROM ladder WHERE moved_upto IS NOT NULL ORDER BY programme_id LIMIT 1;

-- name: moved!
UPDATE ladder SET moved_upto = CAST(:upto AS BIGINT) WHERE programme_id = :programme_id;

-- What a unit issued and people are reminded of now, the latest first.
-- name: issued
SELECT p.id, p.title FROM programme p
WHERE p.issuer_id = :unit_id AND p.ends_on >= :today ORDER BY p.id DESC LIMIT :most;
