-- What must be the same before and after, apart from what was folded into one.
-- name: totals^
SELECT
  (SELECT COUNT(*) FROM unit WHERE valid_to IS NULL),
  (SELECT COALESCE(SUM(member_count), 0) FROM unit WHERE valid_to IS NULL AND kind IN ('cell', 'grassroots_cell')),
  (SELECT COUNT(*) FROM task t JOIN unit u ON u.id = t.unit_id WHERE u.valid_to IS NULL
    AND t.state IN ('open', 'in_progress', 'returned', 'blocked')),
  (SELECT COUNT(*) FROM pledge p JOIN unit u ON u.id = p.unit_id WHERE u.valid_to IS NULL
    AND p.state NOT IN ('withdrawn', 'superseded')),
  (SELECT COUNT(DISTINCT h.person_id) FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
    WHERE u.valid_to IS NULL AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now));

-- name: keep_name!
INSERT INTO unit_name (unit_id, name, until_on) SELECT id, name, CAST(:on AS TEXT) FROM unit WHERE id = :id;

-- name: rename!
UPDATE unit SET name = :name WHERE id = :id;

-- name: end!
UPDATE unit SET valid_to = :on, successor_id = :successor_id WHERE id = :id AND valid_to IS NULL;

-- The unit and all below it hang under another path.
-- name: move_paths!
UPDATE unit SET path = CAST(:new AS TEXT) || substr(path, length(CAST(:old AS TEXT)) + 1)
WHERE path >= :old AND path < :old_end;

-- name: set_parent!
UPDATE unit SET parent_id = :parent_id WHERE id = :id;

-- name: add_members!
UPDATE unit SET member_count = COALESCE(member_count, 0) + COALESCE(CAST(:members AS BIGINT), 0), member_count_on = :on
WHERE id = :id;

-- The same duty of the same period is owed once by the successor.
-- name: fold_tasks!
UPDATE task SET state = 'withdrawn', next_remind_at = NULL, version = version + 1
WHERE unit_id = :old AND state IN ('open', 'in_progress', 'returned', 'blocked')
  AND EXISTS (SELECT 1 FROM task k WHERE k.unit_id = :new AND k.programme_id = task.programme_id
    AND k.duty = task.duty AND k.period = task.period);

-- name: move_tasks!
UPDATE task SET unit_id = :new, version = version + 1
WHERE unit_id = :old AND state IN ('open', 'in_progress', 'returned', 'blocked');

-- name: move_programmes!
UPDATE programme SET issuer_id = :new WHERE issuer_id = :old
  AND NOT EXISTS (SELECT 1 FROM programme k WHERE k.issuer_id = :new AND k.code = programme.code
    AND k.period = programme.period);

-- name: move_pledges!
UPDATE pledge SET unit_id = :new, version = version + (
  SELECT COALESCE(MAX(k.version), 0) FROM pledge k WHERE k.unit_id = :new AND k.programme_id = pledge.programme_id)
WHERE unit_id = :old AND state NOT IN ('withdrawn', 'superseded');

-- The meeting day and the wording of duties, where the successor has none of its own.
-- name: move_copies!
UPDATE duty_copy SET unit_id = :new WHERE unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM duty_copy k WHERE k.unit_id = :new AND k.code = duty_copy.code);

-- Whoever sits in a seat goes on in the successor's; the time in the old seat ends and stays readable.
-- name: go_on!
INSERT INTO holding (seat_id, person_id, kind, from_at, until_at)
SELECT CAST(:new AS BIGINT), person_id, kind, CASE WHEN from_at > :now THEN from_at ELSE :now END, until_at
FROM holding h WHERE seat_id = :old AND (until_at IS NULL OR until_at > :now)
  AND NOT EXISTS (SELECT 1 FROM holding k WHERE k.seat_id = :new AND k.person_id = h.person_id
    AND (k.until_at IS NULL OR k.until_at > :now));

-- name: leave!
UPDATE holding SET until_at = :now WHERE seat_id = :old AND (until_at IS NULL OR until_at > :now);

-- name: move_chats!
UPDATE conversation SET seat_id = :new WHERE seat_id = :old;

-- name: move_notices!
UPDATE notice SET seat_id = :new WHERE seat_id = :old AND state = 'waiting';

-- Who sent something goes on seeing what became of it.
-- name: move_sent_notices!
UPDATE notice SET sender_seat_id = :new WHERE sender_seat_id = :old;

-- A flood does not end with a merger; the commune sees the pause in its list and can end it.
-- name: move_pauses!
UPDATE pause SET unit_id = :new WHERE unit_id = :old;

-- name: move_cards!
UPDATE call_card SET unit_id = :new WHERE unit_id = :old AND done_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM call_card k WHERE k.unit_id = :new AND k.reason = call_card.reason AND k.done_at IS NULL);

-- name: fold_cards!
DELETE FROM call_card WHERE unit_id = :old AND done_at IS NULL AND EXISTS (
  SELECT 1 FROM call_card k WHERE k.unit_id = :new AND k.reason = call_card.reason AND k.done_at IS NULL);

-- name: move_invites!
UPDATE invite SET seat_id = :new WHERE seat_id = :old AND used_at IS NULL;

-- name: move_handovers!
UPDATE handover SET seat_id = :new WHERE seat_id = :old AND told_at IS NULL AND cancelled_at IS NULL;
