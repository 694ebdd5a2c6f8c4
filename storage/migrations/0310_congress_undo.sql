-- A change of a congress can be taken back, as a report can: the line stays readable and says when that was.
ALTER TABLE congress_change ADD COLUMN undone_at INTEGER;
CREATE INDEX congress_change_by_seat ON congress_change(seat_id, id);
