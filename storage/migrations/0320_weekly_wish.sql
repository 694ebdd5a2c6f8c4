-- Whoever finds even three messages a week too many gets one: duties cannot be muted, but they wait for it.
ALTER TABLE preference ADD COLUMN weekly INTEGER NOT NULL DEFAULT 0;
