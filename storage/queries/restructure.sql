-- What must be the same before and after, apart from what was folded into one.
-- name: totals^
SELECT
  (SELECT COUNT(*) FROM unit WHERE valid_to IS NULL),
  (SELECT COALESCE(SUM(member_count), 0) FROM unit WHERE valid_to IS NULL AND kind IN ('cell', 'grassroots_cell')),
  (SELECT COUNT(*) FROM task t JOIN unit u ON u.id = t.unit_id WHERE u.valid_to IS NULL
    AND t.state IN ('open', 'in_progress', 'returned', 'blocked')),
  (SELECT COUNT(*) FROM pledge p JOIN unit u ON u.id = p.unit_id WHERE u.valid_to IS NULL
    AND p.state IN ('registered', 'returned', 'in_force', 'reviewed')),
  (SELECT COUNT(DISTINCT h.person_id) FROM holding h JOIN seat s ON s.id = h.seat_id JOIN unit u ON u.id = s.unit_id
    WHERE u.valid_to IS NULL AND h.from_at <= :now AND (h.until_at IS NULL OR h.until_at > :now));

-- name: open_tasks$
SELECT COUNT(*) FROM task WHERE unit_id = :id AND state IN ('open', 'in_progress', 'returned', 'blocked');

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

-- Campaigns reach into the successor's area; where a subtree moves, they and a committee's own rules move too.
-- name: move_campaign_paths!
UPDATE campaign SET path = CAST(:new AS TEXT) || substr(path, length(CAST(:old AS TEXT)) + 1)
WHERE path >= :old AND path < :old_end;

-- name: move_ruling_paths!
UPDATE ruling SET path = CAST(:new AS TEXT) || substr(path, length(CAST(:old AS TEXT)) + 1)
WHERE path >= :old AND path < :old_end;

-- name: move_step_paths!
UPDATE congress_step SET path = CAST(:new AS TEXT) || substr(path, length(CAST(:old AS TEXT)) + 1)
WHERE path >= :old AND path < :old_end;

-- name: hand_campaigns_on!
UPDATE campaign SET path = :new_path WHERE path = :old_path;

-- The successor's own words of a duty come first.
-- name: hand_copies_on!
UPDATE duty_copy SET unit_id = :new WHERE unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM duty_copy k WHERE k.unit_id = :new AND k.code = duty_copy.code);

-- name: hand_rulings_on!
UPDATE ruling SET unit_id = :new, path = :new_path WHERE unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM ruling k WHERE k.unit_id = :new AND k.key = ruling.key AND k.valid_to IS NULL);

-- name: hand_steps_on!
UPDATE congress_step SET unit_id = :new, path = :new_path WHERE unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM congress_step k WHERE k.unit_id = :new AND k.level = congress_step.level
    AND k.code = congress_step.code);

-- Two road maps under way become one: the successor's own.
-- name: fold_road_map!
UPDATE task SET state = 'withdrawn', next_remind_at = NULL, version = version + 1
WHERE unit_id = :old AND state IN ('open', 'in_progress', 'returned', 'blocked')
  AND programme_id IN (SELECT programme_id FROM congress WHERE unit_id = :old AND state = 'planned')
  AND EXISTS (SELECT 1 FROM congress k WHERE k.unit_id = :new AND k.state = 'planned');

-- name: fold_congress!
UPDATE congress SET state = 'withdrawn', version = version + 1 WHERE unit_id = :old AND state = 'planned'
  AND EXISTS (SELECT 1 FROM congress k WHERE k.unit_id = :new AND k.state = 'planned');

-- name: hand_congress_on!
UPDATE congress SET unit_id = :new, version = version + 1 WHERE unit_id = :old AND state = 'planned';

-- name: hand_obstacles_on!
UPDATE obstacle SET helper_unit_id = :new WHERE helper_unit_id = :old AND state = 'open';

-- One open card of a kind for a unit.
-- name: hand_cards_on!
UPDATE call_card SET unit_id = :new WHERE unit_id = :old AND done_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM call_card k WHERE k.unit_id = :new AND k.reason = call_card.reason AND k.done_at IS NULL);

-- name: close_cards!
UPDATE call_card SET done_at = :now WHERE unit_id = :old AND done_at IS NULL;

-- A flooded area stays paused where it was: its units take the pause along, their new neighbours get none.
-- name: pause_below!
INSERT INTO pause (unit_id, reason, first_on, last_on, made_at, made_by)
SELECT u.id, p.reason, p.first_on, p.last_on, p.made_at, p.made_by FROM pause p, unit u
WHERE p.unit_id = :old AND p.last_on >= :on AND u.parent_id = :old AND u.valid_to IS NULL;

-- name: hand_pauses_on!
UPDATE pause SET unit_id = :new WHERE unit_id = :old AND last_on >= :on;

-- name: hand_drafts_on!
UPDATE pledge_draft SET unit_id = :new WHERE unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM pledge_draft k WHERE k.unit_id = :new AND k.programme_id = pledge_draft.programme_id);

-- Days of grace go with the task that had them.
-- name: hand_grace_on!
INSERT INTO late_joiner (programme_id, unit_id, joined_on)
SELECT l.programme_id, CAST(:new AS BIGINT), l.joined_on FROM late_joiner l WHERE l.unit_id = :old
  AND NOT EXISTS (SELECT 1 FROM task t WHERE t.unit_id = :new AND t.programme_id = l.programme_id)
ON CONFLICT (programme_id, unit_id) DO NOTHING;

-- Whoever sits in a seat goes on in the successor's; the time in the old seat ends and stays readable.
-- name: go_on!
INSERT INTO holding (seat_id, person_id, kind, from_at, until_at)
SELECT CAST(:new AS BIGINT), person_id, kind, CASE WHEN from_at > :now THEN from_at ELSE :now END, until_at
FROM holding h WHERE seat_id = :old AND (until_at IS NULL OR until_at > :now)
  AND NOT EXISTS (SELECT 1 FROM holding k WHERE k.seat_id = :new AND k.person_id = h.person_id
    AND (k.until_at IS NULL OR k.until_at > :now));

-- name: leave!
UPDATE holding SET until_at = :now WHERE seat_id = :old AND (until_at IS NULL OR until_at > :now);

-- What a unit was asked and has not answered is asked of its successor; answers stay with the figure they explain.
-- name: hand_explanations_on!
UPDATE explanation SET unit_id = :new WHERE unit_id = :old AND state = 'asked';

-- name: hand_schedules_on!
UPDATE report_schedule SET unit_id = :new WHERE unit_id = :old AND NOT EXISTS (
  SELECT 1 FROM report_schedule k WHERE k.unit_id = :new AND k.seat_id = report_schedule.seat_id
    AND k.report = report_schedule.report AND k.form = report_schedule.form);

-- name: move_schedules!
UPDATE report_schedule SET seat_id = :new WHERE seat_id = :old AND NOT EXISTS (
  SELECT 1 FROM report_schedule k WHERE k.seat_id = :new AND k.unit_id = report_schedule.unit_id
    AND k.report = report_schedule.report AND k.form = report_schedule.form);

-- name: move_explanations!
UPDATE explanation SET asker_seat_id = :new WHERE asker_seat_id = :old;

-- name: move_chats!
UPDATE conversation SET seat_id = :new WHERE seat_id = :old;

-- name: move_notices!
UPDATE notice SET seat_id = :new WHERE seat_id = :old AND state = 'waiting';

-- Who sent something goes on seeing what became of it.
-- name: move_sent_notices!
UPDATE notice SET sender_seat_id = :new WHERE sender_seat_id = :old;

-- name: move_invites!
UPDATE invite SET seat_id = :new WHERE seat_id = :old AND used_at IS NULL;

-- name: move_plans!
UPDATE restructuring SET seat_id = :new WHERE seat_id = :old AND state = 'planned';

-- name: move_handovers!
UPDATE handover SET seat_id = :new WHERE seat_id = :old AND told_at IS NULL AND cancelled_at IS NULL;
