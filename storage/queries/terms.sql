-- In the order of the index; a term that another has followed is passed over.
-- name: due
SELECT t.id, t.unit_id, t.label, t.start_on, t.planned_end_on, t.policy, t.basis, t.confirmed_at
FROM term t WHERE t.next_remind_at <= :now
ORDER BY t.next_remind_at, t.id LIMIT :most;

-- name: move*!
UPDATE term SET next_remind_at = :at WHERE id = :id;
