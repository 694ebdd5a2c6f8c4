-- Copies hang on their unit and follow its place in the tree by a join.
DROP INDEX duty_copy_by_code;
ALTER TABLE duty_copy DROP COLUMN path;
