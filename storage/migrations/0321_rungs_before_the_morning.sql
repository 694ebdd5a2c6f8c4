-- The rungs of a day are planned at 06:00 (23:00 UTC of the day before) and no longer at 07:30: what waits already keeps
-- its rung. An hour that somebody named stays.
UPDATE task SET next_remind_at = next_remind_at - 5400000
WHERE next_remind_at IS NOT NULL AND next_remind_at % 86400000 = 1800000
  AND (planned_at IS NULL OR planned_at <> next_remind_at);
