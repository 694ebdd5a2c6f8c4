-- Portable between SQLite and PostgreSQL; `{{...}}` words are filled in by storage/database.py.
-- Instants (_at) are milliseconds UTC, dates (_on) ISO text, JSON is text. `now` is always an argument.

CREATE TABLE unit (
  id {{id}},
  code TEXT NOT NULL UNIQUE,
  parent_id INTEGER REFERENCES unit(id),
  path {{bytes_ordered_text}} NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  composition TEXT NOT NULL,
  residential INTEGER NOT NULL,
  member_count INTEGER,
  member_count_on TEXT,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  successor_id INTEGER REFERENCES unit(id)
);
CREATE INDEX unit_by_parent ON unit(parent_id);

CREATE TABLE term (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  label TEXT NOT NULL,
  start_on TEXT NOT NULL,
  planned_end_on TEXT NOT NULL,
  policy TEXT NOT NULL,
  basis TEXT NOT NULL,
  confirmed_at INTEGER,
  confirmed_by INTEGER
);
CREATE INDEX term_by_unit ON term(unit_id, start_on);

CREATE TABLE person (
  id {{id}},
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  consent_version TEXT,
  consent_at INTEGER,
  digest_minute INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE seat (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  role TEXT NOT NULL,
  UNIQUE (unit_id, role)
);

-- Who sits in a seat, from when to when. Rights follow this row, never the person.
CREATE TABLE holding (
  id {{id}},
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER
);
CREATE INDEX holding_by_seat ON holding(seat_id);
CREATE INDEX holding_by_person ON holding(person_id);

CREATE TABLE invite (
  id {{id}},
  code_hash TEXT NOT NULL UNIQUE,
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  called TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);

-- A chat on a channel: whose it is, whether it can be reached, and where the talk stands.
CREATE TABLE conversation (
  id {{id}},
  channel TEXT NOT NULL,
  chat TEXT NOT NULL,
  person_id INTEGER REFERENCES person(id),
  seat_id INTEGER REFERENCES seat(id),
  reachable INTEGER NOT NULL DEFAULT 1,
  screen TEXT NOT NULL DEFAULT '',
  draft TEXT NOT NULL DEFAULT '{}',
  choices TEXT NOT NULL DEFAULT '[]',
  stumbles INTEGER NOT NULL DEFAULT 0,
  wrong_codes INTEGER NOT NULL DEFAULT 0,
  wrong_code_at INTEGER NOT NULL DEFAULT 0,
  last_said_at INTEGER,
  updated_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (channel, chat)
);
CREATE INDEX conversation_by_person ON conversation(person_id);

CREATE TABLE inbox (
  id {{id}},
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  channel TEXT NOT NULL,
  external_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  ref TEXT,
  answer_to TEXT,
  refused TEXT,
  sent_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  handled_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  outcome TEXT,
  UNIQUE (channel, external_id)
);
CREATE INDEX inbox_waiting ON inbox(id) WHERE handled_at IS NULL;
CREATE INDEX inbox_by_conversation ON inbox(conversation_id, id);

-- lane 0: replies, lane 1: what was not asked for. state: waiting, sent, dropped, failed.
CREATE TABLE outbox (
  id {{id}},
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  channel TEXT NOT NULL,
  lane INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  answer_to TEXT,
  edits TEXT,
  dedupe_key TEXT UNIQUE,
  cause TEXT,
  state TEXT NOT NULL DEFAULT 'waiting',
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  doubtful INTEGER NOT NULL DEFAULT 0,
  external_id TEXT,
  finished_at INTEGER
);
CREATE INDEX outbox_waiting ON outbox(channel, lane, due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_of_chat ON outbox(conversation_id, lane, due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_cause ON outbox(cause) WHERE cause IS NOT NULL;
CREATE INDEX outbox_by_conversation ON outbox(conversation_id, id);

CREATE TABLE programme (
  id {{id}},
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  issuer_id INTEGER NOT NULL REFERENCES unit(id),
  document TEXT NOT NULL,
  document_on TEXT,
  period TEXT NOT NULL,
  opens_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  UNIQUE (issuer_id, code, period)
);

CREATE TABLE task (
  id {{id}},
  programme_id INTEGER NOT NULL REFERENCES programme(id),
  duty TEXT NOT NULL,
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  assignee_role TEXT NOT NULL,
  approver_role TEXT NOT NULL,
  title TEXT NOT NULL,
  deliverable TEXT NOT NULL,
  asks TEXT NOT NULL,
  period TEXT NOT NULL,
  opens_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  closes_on TEXT NOT NULL,
  state TEXT NOT NULL,
  numbers TEXT NOT NULL,
  reason TEXT,
  planned_at INTEGER,
  next_remind_at INTEGER,
  reported_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (programme_id, duty, unit_id, period)
);
CREATE INDEX task_by_unit ON task(unit_id, state, due_on);
CREATE INDEX task_to_remind ON task(next_remind_at, id) WHERE next_remind_at IS NOT NULL;

-- Append only: `before` and `after` are the changed columns, so that the last step can be taken back.
CREATE TABLE task_event (
  id {{id}},
  task_id INTEGER NOT NULL REFERENCES task(id),
  at INTEGER NOT NULL,
  person_id INTEGER,
  seat_id INTEGER,
  inbox_id INTEGER,
  kind TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  undone_at INTEGER
);
CREATE INDEX task_event_by_task ON task_event(task_id, id);
CREATE INDEX task_event_by_person ON task_event(person_id, id);

CREATE TABLE pledge (
  id {{id}},
  programme_id INTEGER NOT NULL REFERENCES programme(id),
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  task_id INTEGER REFERENCES task(id),
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  responsible TEXT NOT NULL,
  visibility TEXT NOT NULL,
  check_on TEXT NOT NULL,
  signed INTEGER,
  total INTEGER,
  receipt TEXT NOT NULL UNIQUE,
  wording_hash TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  UNIQUE (programme_id, unit_id, version)
);
CREATE TABLE measure (
  id {{id}},
  pledge_id INTEGER NOT NULL REFERENCES pledge(id),
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  check_on TEXT NOT NULL,
  checked_at INTEGER
);
CREATE INDEX measure_by_pledge ON measure(pledge_id, position);

CREATE TABLE audit (
  id {{id}},
  at INTEGER NOT NULL,
  person_id INTEGER,
  seat_id INTEGER,
  inbox_id INTEGER,
  action TEXT NOT NULL,
  noun TEXT NOT NULL,
  detail TEXT NOT NULL
);

-- One holder at a time; `fence` grows with every change of holder.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  fence INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

-- Small facts of the installation, such as the count of refused messages.
CREATE TABLE fact (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
