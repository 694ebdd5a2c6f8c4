-- A notice for one person and not for whoever holds the seat: the one who has just left it reads it too.
ALTER TABLE notice ADD COLUMN person_id INTEGER REFERENCES person(id);
CREATE INDEX notice_of_person ON notice(person_id) WHERE person_id IS NOT NULL AND state = 'waiting';

-- How many messages of a day had no room for a programme's work, and whose nearer deadline took its place: counts for
-- whoever issued it, nobody's name.
CREATE TABLE gave_way (
  programme_id INTEGER NOT NULL REFERENCES programme(id),
  winner_id INTEGER NOT NULL REFERENCES programme(id),
  on_day TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (programme_id, winner_id, on_day)
);
