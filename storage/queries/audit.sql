-- name: add*!
INSERT INTO audit (at, person_id, seat_id, inbox_id, action, noun, detail)
VALUES (:now, :person_id, :seat_id, :inbox_id, :action, :noun, :detail);

-- name: count_refusal!
INSERT INTO fact (name, value) VALUES (:name, '1')
ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(fact.value AS BIGINT) + 1 AS TEXT);

-- name: fact$
SELECT value FROM fact WHERE name = :name;

-- name: set_fact!
INSERT INTO fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- The lease changes hands only when it has expired; taking it from another raises the fence.
-- name: take_lease^
INSERT INTO lease (name, holder, fence, expires_at) VALUES (:name, :holder, 1, :expires_at)
ON CONFLICT (name) DO UPDATE SET
  fence = CASE WHEN lease.holder = excluded.holder THEN lease.fence ELSE lease.fence + 1 END,
  holder = excluded.holder, expires_at = excluded.expires_at
WHERE lease.holder = excluded.holder OR lease.expires_at < :now
RETURNING fence;

-- The fence stays, so that it never stands for two times of holding.
-- name: give_lease_back!
UPDATE lease SET expires_at = -1 WHERE name = :name AND holder = :holder;

-- Whoever wants to take the lease away waits until this transaction has ended.
-- name: holds_lease_sqlite
SELECT 1 FROM lease WHERE name = :name AND holder = :holder AND fence = :fence;

-- name: holds_lease_postgres
SELECT 1 FROM lease WHERE name = :name AND holder = :holder AND fence = :fence FOR SHARE;

-- name: unsealed
SELECT id, at, person_id, seat_id, inbox_id, action, noun, detail FROM audit WHERE seq IS NULL ORDER BY id LIMIT :most;

-- name: seal*!
UPDATE audit SET seq = :seq, hash = :hash WHERE id = :id AND seq IS NULL;

-- name: sealed_after
SELECT id, at, person_id, seat_id, inbox_id, action, noun, detail, seq, hash FROM audit
WHERE seq > :after ORDER BY seq LIMIT :most;

-- name: migrations
SELECT name FROM migration ORDER BY name;
