-- Each audit row is sealed soon after it is written: its place in the chain, and a hash over its content and the
-- hash before it. A changed, missing or reordered row breaks the chain (chibo audit verify).
ALTER TABLE audit ADD COLUMN seq INTEGER;
ALTER TABLE audit ADD COLUMN hash TEXT;
CREATE UNIQUE INDEX audit_by_seq ON audit(seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_unsealed ON audit(id) WHERE seq IS NULL;
