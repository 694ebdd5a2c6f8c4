-- A programme's own ladder of reminders, set by whoever issued it. before_due: halving, week, none. moved_upto: the
-- last unit whose tasks follow it already, null when all do.
CREATE TABLE ladder (
  programme_id INTEGER PRIMARY KEY REFERENCES programme(id),
  before_due TEXT NOT NULL,
  late_days INTEGER NOT NULL,
  clerk_days INTEGER NOT NULL,
  weekly_days INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by INTEGER,
  moved_upto INTEGER
);
CREATE INDEX ladder_to_move ON ladder(programme_id) WHERE moved_upto IS NOT NULL;
