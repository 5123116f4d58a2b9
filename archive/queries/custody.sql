-- title: Who held the archive when
-- description: Each step of each handover, with the signatures that prove it, how they stand by the
--   keys that are listed now, and whether the log of today still holds all that was handed over.
-- param host id: only steps of this partner, such as it (left out, all)
-- param kind text one of packed, received, acknowledged: only this step (left out, all)
-- column "done by": id
-- column "handed over by": id
-- column "handed over to": id
-- withheld: Custody is told in the secretariat's edition only: receipts name every file, also of
--   what is closed.
-- empty: No handover ({host|of anybody}, {kind|any step}) is in the archive.
SELECT custody.time AS "when", custody.kind AS "what was done",
       coalesce(own.name, agent) AS "done by",
       coalesce(giver.name, sender) AS "handed over by",
       coalesce(taker.name, custody.recipient) AS "handed over to",
       CASE WHEN checkpoint IS NULL THEN NULL
            ELSE CAST(substr(checkpoint, 1, instr(checkpoint, ' ') - 1) AS INTEGER) END AS leaves,
       CASE contained WHEN 1 THEN 'yes' WHEN 2 THEN 'yes, beside' WHEN 0 THEN 'no' END AS "all still there",
       CASE signature WHEN 'not in this event' THEN NULL ELSE signature END AS "its signature",
       stamped AS "time stamp",
       receipt_signature AS "signature of the receipt",
       CASE WHEN files IS NULL THEN NULL ELSE files - reserved END AS "files accepted",
       reserved AS "files with reservations",
       package, digest, checkpoint, event AS "kept in"
FROM custody
LEFT JOIN partner AS own ON own.id = agent
LEFT JOIN partner AS giver ON giver.id = sender
LEFT JOIN partner AS taker ON taker.id = custody.recipient
WHERE (:host = '' OR agent = :host OR sender = :host OR custody.recipient = :host)
  AND (:kind = '' OR custody.kind = :kind)
ORDER BY seq
