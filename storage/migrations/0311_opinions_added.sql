-- Opinions come in more than once: besides what the collecting steps report, each round adds to this count.
ALTER TABLE congress_paper ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
