-- What a text wants done by a meeting ("before SOM2", "until the next meeting"), as it is named, where
-- it gives no day. When that is, the register of meetings says: so due_edtf of such an item, and of
-- such a decision as now known, is the first day of that meeting by what the register says now.
ALTER TABLE action_item ADD COLUMN due_meeting TEXT;
ALTER TABLE decision_known ADD COLUMN due_meeting TEXT;
CREATE INDEX decision_known_due ON decision_known (due_meeting) WHERE due_meeting IS NOT NULL;
