-- The same for PostgreSQL; many new tasks of one statement are counted together.
CREATE FUNCTION task_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE task_id IN (SELECT id FROM added);
  RETURN NULL;
END
$$;
CREATE FUNCTION task_uncounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE task_id = OLD.id;
  RETURN NEW;
END
$$;
CREATE FUNCTION task_recounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE task_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE FUNCTION task_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE task_id = OLD.id;
  RETURN OLD;
END
$$;
CREATE FUNCTION unit_uncounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, -expected, -reported, -on_time, -verified, -owed,
    -blocked, -returned, -not_applicable
  FROM task_count WHERE unit_id = OLD.id;
  RETURN NEW;
END
$$;
CREATE FUNCTION unit_recounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_delta (unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable)
  SELECT unit_id, path, due_on, opens_on, duty, task_id, expected, reported, on_time, verified, owed,
    blocked, returned, not_applicable
  FROM task_count WHERE unit_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER task_counted AFTER INSERT ON task REFERENCING NEW TABLE AS added FOR EACH STATEMENT
EXECUTE FUNCTION task_counted();
CREATE TRIGGER task_uncounted BEFORE UPDATE OF state, unit_id, due_on, opens_on, duty, reported_at ON task FOR EACH ROW
WHEN (OLD.state <> NEW.state OR OLD.unit_id <> NEW.unit_id OR OLD.due_on <> NEW.due_on OR OLD.opens_on <> NEW.opens_on
  OR OLD.duty <> NEW.duty OR COALESCE(OLD.reported_at, -1) <> COALESCE(NEW.reported_at, -1))
EXECUTE FUNCTION task_uncounted();
CREATE TRIGGER task_recounted AFTER UPDATE OF state, unit_id, due_on, opens_on, duty, reported_at ON task FOR EACH ROW
WHEN (OLD.state <> NEW.state OR OLD.unit_id <> NEW.unit_id OR OLD.due_on <> NEW.due_on OR OLD.opens_on <> NEW.opens_on
  OR OLD.duty <> NEW.duty OR COALESCE(OLD.reported_at, -1) <> COALESCE(NEW.reported_at, -1))
EXECUTE FUNCTION task_recounted();
CREATE TRIGGER task_deleted BEFORE DELETE ON task FOR EACH ROW EXECUTE FUNCTION task_deleted();
CREATE TRIGGER unit_uncounted BEFORE UPDATE OF path, valid_to ON unit FOR EACH ROW
WHEN (OLD.path <> NEW.path OR COALESCE(OLD.valid_to, '') <> COALESCE(NEW.valid_to, ''))
EXECUTE FUNCTION unit_uncounted();
CREATE TRIGGER unit_recounted AFTER UPDATE OF path, valid_to ON unit FOR EACH ROW
WHEN (OLD.path <> NEW.path OR COALESCE(OLD.valid_to, '') <> COALESCE(NEW.valid_to, ''))
EXECUTE FUNCTION unit_recounted();
