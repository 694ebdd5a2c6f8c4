-- An unasked message is planned for one person and one day; the index is the budget's "one a day", whoever sends.
ALTER TABLE outbox ADD COLUMN person_id INTEGER;
ALTER TABLE outbox ADD COLUMN on_day TEXT;
CREATE UNIQUE INDEX outbox_one_a_day ON outbox(person_id, on_day) WHERE on_day IS NOT NULL;
CREATE INDEX outbox_lapsing ON outbox(expires_at) WHERE kind = 'digest' AND state IN ('waiting', 'lapsed');

-- Something to be told to whoever holds a seat, inside the one message of a day. state: waiting, sent, withdrawn,
-- expired. look_at: when to plan a message for it again, null once it is over. key: told once only.
CREATE TABLE notice (
  id {{id}},
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  sender_seat_id INTEGER REFERENCES seat(id),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  cause TEXT,
  key TEXT UNIQUE,
  due_on TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  look_at INTEGER,
  expires_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  sent_at INTEGER
);
CREATE INDEX notice_to_plan ON notice(look_at, id) WHERE look_at IS NOT NULL;
CREATE INDEX notice_waiting ON notice(seat_id) WHERE state = 'waiting';
CREATE INDEX notice_by_cause ON notice(cause) WHERE cause IS NOT NULL;
CREATE INDEX notice_by_sender ON notice(sender_seat_id, created_at) WHERE sender_seat_id IS NOT NULL;

-- A person's own hours, minutes from midnight; `minute` is a digest time of their own choice, null while it is learnt.
CREATE TABLE preference (
  person_id INTEGER PRIMARY KEY REFERENCES person(id),
  opens INTEGER NOT NULL,
  closes INTEGER NOT NULL,
  minute INTEGER
);

-- How often this person answered in each hour of the day: at most 24 numbers, no log of anything read.
CREATE TABLE answer_hour (
  person_id INTEGER NOT NULL REFERENCES person(id),
  hour INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  PRIMARY KEY (person_id, hour)
);

-- Days on which nobody is reminded: a person's leave, or an area's flood or harvest with all units under it.
CREATE TABLE pause (
  id {{id}},
  person_id INTEGER REFERENCES person(id),
  unit_id INTEGER REFERENCES unit(id),
  reason TEXT NOT NULL,
  first_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  made_by INTEGER
);
CREATE INDEX pause_by_person ON pause(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX pause_by_unit ON pause(last_on) WHERE unit_id IS NOT NULL;

-- Somebody to telephone, for the clerk above the unit. reason: silent, unreached, asked.
CREATE TABLE call_card (
  id {{id}},
  unit_id INTEGER NOT NULL REFERENCES unit(id),
  reason TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  done_at INTEGER
);
CREATE UNIQUE INDEX call_card_open ON call_card(unit_id, reason) WHERE done_at IS NULL;

-- "Tôi làm rồi": nobody reminds of the task until the clerk has looked.
ALTER TABLE task ADD COLUMN disputed_at INTEGER;
CREATE INDEX task_disputed ON task(disputed_at) WHERE disputed_at IS NOT NULL;

-- 0: not reckoned yet.
ALTER TABLE term ADD COLUMN next_remind_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX term_to_remind ON term(next_remind_at, id);
