-- A file that somebody was asked for and sent: fetched, judged, kept until it is saved or a day has passed.
CREATE TABLE upload (
  id {{id}},
  conversation_id INTEGER NOT NULL REFERENCES conversation(id),
  channel TEXT NOT NULL,
  ref TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  seat_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  content {{bytes}},
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER NOT NULL
);
CREATE INDEX upload_waiting ON upload(id) WHERE state IN ('fetch', 'confirmed');
