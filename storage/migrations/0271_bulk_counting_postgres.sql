-- In PostgreSQL the statement's own new rows are known, so that others may write meanwhile. In one order everywhere,
-- so that two who count at once never wait for each other in a circle.
CREATE OR REPLACE FUNCTION task_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM tally_hold) THEN
    INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified,
      owed, blocked, returned, not_applicable)
    SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
      blocked, returned, not_applicable
    FROM task_count WHERE task_id IN (SELECT id FROM added);
    RETURN NULL;
  END IF;
  INSERT INTO tally_own (unit_id, due_on, opens_on, expected, reported, on_time, verified, owed, blocked, returned,
    not_applicable)
  SELECT unit_id, due_on, opens_on, SUM(expected), SUM(reported), SUM(on_time), SUM(verified), SUM(owed), SUM(blocked),
    SUM(returned), SUM(not_applicable)
  FROM task_count WHERE task_id IN (SELECT id FROM added) GROUP BY unit_id, due_on, opens_on
  ORDER BY unit_id, due_on, opens_on
  ON CONFLICT (unit_id, due_on, opens_on) DO UPDATE SET
    expected = tally_own.expected + excluded.expected,
    reported = tally_own.reported + excluded.reported,
    on_time = tally_own.on_time + excluded.on_time,
    verified = tally_own.verified + excluded.verified,
    owed = tally_own.owed + excluded.owed,
    blocked = tally_own.blocked + excluded.blocked,
    returned = tally_own.returned + excluded.returned,
    not_applicable = tally_own.not_applicable + excluded.not_applicable;
  INSERT INTO tally_below (unit_id, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT CAST(a.above AS BIGINT), n.due_on, n.opens_on, n.duty, MAX(n.task_id), SUM(n.expected), SUM(n.reported),
    SUM(n.on_time), SUM(n.verified), SUM(n.owed), SUM(n.blocked), SUM(n.returned), SUM(n.not_applicable)
  FROM (
    SELECT p.path, c.due_on, c.opens_on, c.duty, MAX(c.task_id) AS task_id, SUM(c.expected) AS expected,
      SUM(c.reported) AS reported, SUM(c.on_time) AS on_time, SUM(c.verified) AS verified, SUM(c.owed) AS owed,
      SUM(c.blocked) AS blocked, SUM(c.returned) AS returned, SUM(c.not_applicable) AS not_applicable
    FROM task_count c JOIN unit u ON u.id = c.unit_id JOIN unit p ON p.id = u.parent_id
    WHERE c.task_id IN (SELECT id FROM added) GROUP BY p.path, c.due_on, c.opens_on, c.duty) AS n
  CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM n.path), '/')) AS a(above)
  GROUP BY CAST(a.above AS BIGINT), n.due_on, n.opens_on, n.duty
  ORDER BY 1, n.due_on, n.opens_on, n.duty
  ON CONFLICT (unit_id, due_on, opens_on, duty) DO UPDATE SET task_id = excluded.task_id,
    expected = tally_below.expected + excluded.expected,
    reported = tally_below.reported + excluded.reported,
    on_time = tally_below.on_time + excluded.on_time,
    verified = tally_below.verified + excluded.verified,
    owed = tally_below.owed + excluded.owed,
    blocked = tally_below.blocked + excluded.blocked,
    returned = tally_below.returned + excluded.returned,
    not_applicable = tally_below.not_applicable + excluded.not_applicable;
  RETURN NULL;
END
$$;
