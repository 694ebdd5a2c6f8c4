-- While a row stands here, in a transaction that opens tasks for many units with one statement, its new tasks go
-- straight into the sums instead of one delta each: a month of 300,000 cells is counted while it is opened.
-- last_id: the newest task before.
CREATE TABLE tally_hold (
  last_id INTEGER NOT NULL
);
