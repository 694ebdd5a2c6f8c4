-- What somebody had begun and left lying.
-- name: drafts!
UPDATE conversation SET screen = '', draft = '{}', choices = '[]'
WHERE updated_at < :before AND (draft <> '{}' OR screen <> '');

-- name: practice!
UPDATE conversation SET screen = '', draft = '{}', choices = '[]' WHERE screen = 'practice';

-- name: invites!
DELETE FROM invite WHERE expires_at < :before;

-- Names written for somebody who came, or did not come.
-- name: names_on_slips!
UPDATE handover SET called = '' WHERE called <> '' AND from_at < :before AND (told_at IS NOT NULL OR cancelled_at IS NOT NULL);

-- How the next holder is called is of no use once somebody sits there.
-- name: names_of_seats!
UPDATE seat SET called = '' WHERE called <> '' AND EXISTS (SELECT 1 FROM holding h WHERE h.seat_id = seat.id);

-- People who have held no seat since then.
-- name: leavers
SELECT p.id FROM person p WHERE p.name <> '' AND p.created_at < :before
  AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.person_id = p.id AND (h.until_at IS NULL OR h.until_at > :before))
ORDER BY p.id LIMIT 500;
