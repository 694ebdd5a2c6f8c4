-- A view shows a row as it is: before a change what is taken away, after it what is added.
CREATE TRIGGER task_counted AFTER INSERT ON task FOR EACH ROW
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE task_id = NEW.id;
END;
CREATE TRIGGER task_uncounted BEFORE UPDATE OF state, unit_id, due_on, opens_on, duty, reported_at ON task FOR EACH ROW
WHEN OLD.state <> NEW.state OR OLD.unit_id <> NEW.unit_id OR OLD.due_on <> NEW.due_on OR OLD.opens_on <> NEW.opens_on
  OR OLD.duty <> NEW.duty OR COALESCE(OLD.reported_at, -1) <> COALESCE(NEW.reported_at, -1)
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE task_id = OLD.id;
END;
CREATE TRIGGER task_recounted AFTER UPDATE OF state, unit_id, due_on, opens_on, duty, reported_at ON task FOR EACH ROW
WHEN OLD.state <> NEW.state OR OLD.unit_id <> NEW.unit_id OR OLD.due_on <> NEW.due_on OR OLD.opens_on <> NEW.opens_on
  OR OLD.duty <> NEW.duty OR COALESCE(OLD.reported_at, -1) <> COALESCE(NEW.reported_at, -1)
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE task_id = NEW.id;
END;
CREATE TRIGGER task_deleted BEFORE DELETE ON task FOR EACH ROW
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE task_id = OLD.id;
END;
CREATE TRIGGER unit_uncounted BEFORE UPDATE OF path, valid_to ON unit FOR EACH ROW
WHEN OLD.path <> NEW.path OR COALESCE(OLD.valid_to, '') <> COALESCE(NEW.valid_to, '')
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE unit_id = OLD.id;
END;
CREATE TRIGGER unit_recounted AFTER UPDATE OF path, valid_to ON unit FOR EACH ROW
WHEN OLD.path <> NEW.path OR COALESCE(OLD.valid_to, '') <> COALESCE(NEW.valid_to, '')
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE unit_id = NEW.id;
END;
