-- A report that somebody wants again and again, for the seat they hold. every: month, week.
CREATE TABLE report_schedule (
  id {{id}},
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  report TEXT NOT NULL,
  form TEXT NOT NULL,
  every TEXT NOT NULL,
  next_on TEXT NOT NULL,
  UNIQUE (seat_id, unit_id, report, form)
);
CREATE INDEX report_schedule_due ON report_schedule(next_on);
