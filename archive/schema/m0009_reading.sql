-- What pages look up of one thing among many, so that they are as fast in a large archive.
CREATE INDEX record_link_to ON record_link ("to");
CREATE INDEX record_meeting ON record (meeting, kind, removed);
CREATE INDEX record_mandate ON record (mandate, kind) WHERE mandate IS NOT NULL;
-- The newest first, as lists have them: what has no date comes last.
CREATE INDEX record_newest ON record (date_end DESC, date_start DESC, id) WHERE NOT removed;
CREATE INDEX record_not_public ON record (access) WHERE access <> 'public' AND NOT removed;
CREATE INDEX claim_record ON claim (record) WHERE record IS NOT NULL;
CREATE INDEX attendance_meeting ON attendance (meeting);
