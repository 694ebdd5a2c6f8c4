-- name: add$
INSERT INTO pledge (programme_id, unit_id, task_id, state, version, responsible, visibility, check_on, signed, total,
  receipt, wording_hash, registered_at, document, document_on)
VALUES (:programme_id, :unit_id, :task_id, 'registered', :version, :responsible, :visibility, :check_on, :signed,
  :total, :receipt, :wording_hash, :now, :document, :document_on)
RETURNING id;

-- name: add_measure$
INSERT INTO measure (pledge_id, position, body, check_on) VALUES (:pledge_id, :position, :body, :check_on)
RETURNING id;

-- name: add_check*!
INSERT INTO measure_check (measure_id, due_on) VALUES (:measure_id, :due_on) ON CONFLICT (measure_id, due_on) DO NOTHING;

-- The unit's newest text, in whatever campaign, as long as it has not ended.
-- name: of_unit^
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id
WHERE p.unit_id = :unit_id AND p.state NOT IN ('withdrawn', 'superseded', 'replaced') ORDER BY p.id DESC LIMIT 1;

-- The text that its superior has acknowledged and that is still carried out.
-- name: in_force^
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id
WHERE p.unit_id = :unit_id AND p.state IN ('in_force', 'reviewed') ORDER BY p.id DESC LIMIT 1;

-- name: get^
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id WHERE p.id = :id;

-- name: by_receipt^
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id WHERE p.receipt = :receipt;

-- name: versions
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id
WHERE p.programme_id = :programme_id AND p.unit_id = :unit_id ORDER BY p.version DESC;

-- Registered, not looked at, in units under the path but not in the unit of the path itself.
-- name: waiting_below
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, p.document, p.document_on,
  p.missing, p.reason, p.reviewed_at, u.name, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id
WHERE p.state = 'registered' AND u.path > :path AND u.path < :path_end ORDER BY p.id LIMIT :most;

-- name: measures
SELECT id, pledge_id, body, check_on, checked_at FROM measure WHERE pledge_id = :pledge_id ORDER BY position;

-- name: measures_of
SELECT id, pledge_id, body, check_on, checked_at FROM measure WHERE pledge_id IN @list(:pledges)
ORDER BY pledge_id, position;

-- name: checks
SELECT c.id, c.measure_id, m.position, m.body, c.due_on, c.ticked_at
FROM measure_check c JOIN measure m ON m.id = c.measure_id
WHERE m.pledge_id = :pledge_id ORDER BY c.due_on, m.position;

-- name: set_tick!
UPDATE measure_check SET ticked_at = :ticked_at, seat_id = :seat_id WHERE id = :id;

-- name: set_checked!
UPDATE measure SET checked_at = :ticked_at WHERE id = :id;

-- The ticks of an older text stay with the measures that did not change.
-- name: carry_ticks!
UPDATE measure_check SET ticked_at = (
    SELECT MAX(o.ticked_at) FROM measure_check o JOIN measure a ON a.id = o.measure_id
    JOIN measure b ON b.id = measure_check.measure_id
    WHERE a.pledge_id = :before AND a.body = b.body AND o.due_on = measure_check.due_on)
WHERE ticked_at IS NULL AND measure_id IN (SELECT id FROM measure WHERE pledge_id = :after);

-- name: set_state!
UPDATE pledge SET state = :state, missing = :missing, reason = COALESCE(CAST(:reason AS TEXT), reason),
  acknowledged_at = COALESCE(CAST(:acknowledged_at AS BIGINT), acknowledged_at),
  reviewed_at = COALESCE(CAST(:reviewed_at AS BIGINT), reviewed_at),
  ended_at = COALESCE(CAST(:ended_at AS BIGINT), ended_at),
  successor_id = COALESCE(CAST(:successor_id AS BIGINT), successor_id)
WHERE id = :id AND state = :was;

-- name: replace_before!
UPDATE pledge SET state = 'replaced', ended_at = :now
WHERE programme_id = :programme_id AND unit_id = :unit_id AND version < :version
  AND (state IN ('registered', 'returned') OR (:with_old = 1 AND state IN ('in_force', 'reviewed')));

-- name: replaced_before^
SELECT id FROM pledge WHERE programme_id = :programme_id AND unit_id = :unit_id AND version = :version
  AND state = 'replaced' AND acknowledged_at IS NULL;

-- name: unreplace!
UPDATE pledge SET state = 'registered', ended_at = NULL WHERE id = :id AND state = 'replaced';

-- name: set_signers!
UPDATE pledge SET signed = :signed, total = :total WHERE id = :id;

-- name: set_document!
UPDATE pledge SET document = :document, document_on = :document_on WHERE id = :id;

-- name: next_version$
SELECT COALESCE(MAX(version), 0) + 1 FROM pledge WHERE programme_id = :programme_id AND unit_id = :unit_id;

-- name: put_draft!
INSERT INTO pledge_draft (unit_id, programme_id, body, updated_at) VALUES (:unit_id, :programme_id, :body, :now)
ON CONFLICT (unit_id, programme_id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at;

-- name: draft^
SELECT body, updated_at FROM pledge_draft
WHERE unit_id = :unit_id AND programme_id = :programme_id AND updated_at >= :since;

-- name: drop_draft!
DELETE FROM pledge_draft WHERE unit_id = :unit_id AND programme_id = :programme_id;

-- name: forget_drafts!
DELETE FROM pledge_draft WHERE updated_at < :before;

-- A check or review of a unit; one that was taken back comes to life again.
-- name: open_task*!
INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks, period,
  opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)
VALUES (:programme_id, :duty, :unit_id, :assignee_role, :approver_role, :title, :deliverable, :asks, :period,
  :opens_on, :due_on, :closes_on, 'open', '{}', :next_remind_at, :now)
ON CONFLICT (programme_id, duty, unit_id, period) DO UPDATE SET state = 'open', title = excluded.title,
  next_remind_at = excluded.next_remind_at, version = task.version + 1 WHERE task.state = 'withdrawn';

-- name: withdraw_tasks!
UPDATE task SET state = 'withdrawn', next_remind_at = NULL, version = version + 1
WHERE unit_id = :unit_id AND programme_id = :programme_id AND duty IN ('PLEDGE-CHECK', 'PLEDGE-REVIEW')
  AND state IN ('open', 'in_progress', 'returned', 'blocked');

-- name: task_of$
SELECT id FROM task WHERE programme_id = :programme_id AND unit_id = :unit_id
  AND duty IN ('PLEDGE-CHECK', 'PLEDGE-REVIEW') AND due_on = :due_on ORDER BY id LIMIT 1;

-- name: of_units
SELECT p.id FROM pledge p WHERE p.unit_id IN @list(:units)
  AND p.state IN ('registered', 'returned', 'in_force', 'reviewed') ORDER BY p.id;
