-- In SQLite the hold's end does the counting: nobody else writes meanwhile, so what is newer than `last_id` is ours.
DROP TRIGGER task_counted;
CREATE TRIGGER task_counted AFTER INSERT ON task FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM tally_hold)
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE task_id = NEW.id;
END;
CREATE TRIGGER tally_released AFTER DELETE ON tally_hold FOR EACH ROW
BEGIN
  INSERT INTO tally_own (unit_id, due_on, opens_on, expected, reported, on_time, verified, owed, blocked, returned,
    not_applicable)
  SELECT unit_id, due_on, opens_on, SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked),
    SUM(returned), SUM(not_applicable)
  FROM task_count WHERE task_id > OLD.last_id GROUP BY unit_id, due_on, opens_on
  ON CONFLICT (unit_id, due_on, opens_on) DO UPDATE SET
    expected = tally_own.expected + excluded.expected,
    reported = tally_own.reported + excluded.reported,
    on_time = tally_own.on_time + excluded.on_time,
    verified = tally_own.verified + excluded.verified,
    owed = tally_own.owed + excluded.owed,
    blocked = tally_own.blocked + excluded.blocked,
    returned = tally_own.returned + excluded.returned,
    not_applicable = tally_own.not_applicable + excluded.not_applicable;
  -- Counted by the unit above first, whose path then says who else is above.
  INSERT INTO tally_below (unit_id, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT CAST(a.value AS INTEGER), n.due_on, n.opens_on, n.duty, MAX(n.task_id), SUM(n.expected), SUM(n.reported),
    SUM(n.on_time), SUM(n.verified), SUM(n.owed), SUM(n.blocked), SUM(n.returned), SUM(n.not_applicable)
  FROM (
    SELECT p.path, c.due_on, c.opens_on, c.duty, MAX(c.task_id) AS task_id, SUM(c.expected) AS expected,
      SUM(c.reported) AS reported, SUM(c.on_time) AS on_time, SUM(c.verified) AS verified, SUM(c.owed) AS owed,
      SUM(c.blocked) AS blocked, SUM(c.returned) AS returned, SUM(c.not_applicable) AS not_applicable
    FROM task_count c JOIN unit u ON u.id = c.unit_id JOIN unit p ON p.id = u.parent_id
    WHERE c.task_id > OLD.last_id GROUP BY p.path, c.due_on, c.opens_on, c.duty) AS n,
    json_each('[' || replace(trim(n.path, '/'), '/', ',') || ']') AS a
  GROUP BY a.value, n.due_on, n.opens_on, n.duty
  ON CONFLICT (unit_id, due_on, opens_on, duty) DO UPDATE SET task_id = excluded.task_id,
    expected = tally_below.expected + excluded.expected,
    reported = tally_below.reported + excluded.reported,
    on_time = tally_below.on_time + excluded.on_time,
    verified = tally_below.verified + excluded.verified,
    owed = tally_below.owed + excluded.owed,
    blocked = tally_below.blocked + excluded.blocked,
    returned = tally_below.returned + excluded.returned,
    not_applicable = tally_below.not_applicable + excluded.not_applicable;
END;
