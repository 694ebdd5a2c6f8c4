-- The first waiting message of each chat is looked for at every claim.
CREATE INDEX inbox_waiting_of_chat ON inbox(conversation_id, id) WHERE handled_at IS NULL;
