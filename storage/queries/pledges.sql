-- name: add$
INSERT INTO pledge (programme_id, unit_id, task_id, state, version, responsible, visibility, check_on, signed, total,
  receipt, wording_hash, registered_at)
VALUES (:programme_id, :unit_id, :task_id, 'registered', :version, :responsible, :visibility, :check_on, :signed,
  :total, :receipt, :wording_hash, :now)
RETURNING id;

-- name: add_measure*!
INSERT INTO measure (pledge_id, position, body, check_on) VALUES (:pledge_id, :position, :body, :check_on);

-- name: of_unit^
SELECT id, programme_id, unit_id, task_id, state, version, responsible, visibility, check_on, signed, total, receipt,
  wording_hash, registered_at, acknowledged_at
FROM pledge WHERE unit_id = :unit_id AND state NOT IN ('withdrawn', 'superseded') ORDER BY version DESC, id DESC LIMIT 1;

-- name: get^
SELECT p.id, p.programme_id, p.unit_id, p.task_id, p.state, p.version, p.responsible, p.visibility, p.check_on,
  p.signed, p.total, p.receipt, p.wording_hash, p.registered_at, p.acknowledged_at, u.path
FROM pledge p JOIN unit u ON u.id = p.unit_id WHERE p.id = :id;

-- name: measures
SELECT id, pledge_id, body, check_on, checked_at FROM measure WHERE pledge_id = :pledge_id ORDER BY position;

-- name: set_state!
UPDATE pledge SET state = :state WHERE id = :id AND state = :was;

-- name: next_version$
SELECT COALESCE(MAX(version), 0) + 1 FROM pledge WHERE programme_id = :programme_id AND unit_id = :unit_id;
