-- The chat in which a person is written to first, where the province has said which channel that is.
ALTER TABLE conversation ADD COLUMN preferred INTEGER NOT NULL DEFAULT 0;
