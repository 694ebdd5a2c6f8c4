-- Only the demo's "begin again" empties tables.
-- name: congress_change!
DELETE FROM congress_change;

-- name: congress_paper!
DELETE FROM congress_paper;

-- name: congress_structure!
DELETE FROM congress_structure;

-- name: congress_step!
DELETE FROM congress_step;

-- name: ruling!
DELETE FROM ruling;

-- name: congress!
DELETE FROM congress;

-- name: audit!
DELETE FROM audit;

-- name: fact!
DELETE FROM fact;

-- name: lease!
DELETE FROM lease;

-- name: measure!
DELETE FROM measure;

-- name: pledge!
DELETE FROM pledge;

-- name: task_event!
DELETE FROM task_event;

-- name: task!
DELETE FROM task;

-- name: programme!
DELETE FROM programme;

-- name: outbox!
DELETE FROM outbox;

-- name: inbox!
DELETE FROM inbox;

-- name: conversation!
DELETE FROM conversation;

-- name: invite!
DELETE FROM invite;

-- name: holding!
DELETE FROM holding;

-- name: seat!
DELETE FROM seat;

-- name: term!
DELETE FROM term;

-- name: person!
DELETE FROM person;

-- name: unit!
DELETE FROM unit;

-- name: board_link!
DELETE FROM board_link;

-- name: file!
DELETE FROM file;

-- name: unit_name!
DELETE FROM unit_name;

-- name: restructuring!
DELETE FROM restructuring;

-- name: handover!
DELETE FROM handover;

-- name: measure_check!
DELETE FROM measure_check;

-- name: pledge_draft!
DELETE FROM pledge_draft;

-- name: late_joiner!
DELETE FROM late_joiner;

-- name: campaign!
DELETE FROM campaign;

-- name: ladder!
DELETE FROM ladder;

-- name: gave_way!
DELETE FROM gave_way;

-- name: notice!
DELETE FROM notice;

-- name: call_card!
DELETE FROM call_card;

-- name: pause!
DELETE FROM pause;

-- name: answer_hour!
DELETE FROM answer_hour;

-- name: preference!
DELETE FROM preference;

-- name: upload!
DELETE FROM upload;

-- name: obstacle!
DELETE FROM obstacle;

-- name: extension!
DELETE FROM extension;

-- name: spot_check!
DELETE FROM spot_check;

-- name: duty_copy!
DELETE FROM duty_copy;

-- name: report_schedule!
DELETE FROM report_schedule;

-- name: explanation!
DELETE FROM explanation;

-- name: approved_period!
DELETE FROM approved_period;

-- name: pin!
DELETE FROM pin;

-- name: tally_hold!
DELETE FROM tally_hold;

-- name: tally_delta!
DELETE FROM tally_delta;

-- name: tally_own!
DELETE FROM tally_own;

-- name: tally_below!
DELETE FROM tally_below;
