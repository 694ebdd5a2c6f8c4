-- A morning on which thirty thousand units are found silent took two minutes without it.
CREATE INDEX call_card_by_unit ON call_card(unit_id, reason);
