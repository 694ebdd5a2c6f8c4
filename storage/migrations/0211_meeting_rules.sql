-- The few units that say when they meet are found without going through all of them.
CREATE INDEX unit_with_meeting_rule ON unit(id) WHERE meeting_rule <> '';
