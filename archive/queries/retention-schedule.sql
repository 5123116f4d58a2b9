-- title: The retention schedule
-- description: Each rule of how long records are kept, by whose authority, how many records it holds
--   for (of these, how many name it themselves, and how many were disposed of by it), and what is
--   done at its end. Records for which no rule holds stand at the end.
-- column rule: id
-- empty: No rule of retention is in the archive.
SELECT * FROM (
SELECT rule.id AS rule, rule.name AS name,
       CASE WHEN rule.permanent THEN 'for good'
            WHEN rule.years IS NULL AND rule.months IS NULL THEN 'the rule gives no period'
            ELSE trim(CASE rule.years WHEN 1 THEN '1 year' ELSE coalesce(rule.years || ' years', '')
                      END || ' ' || CASE rule.months WHEN 1 THEN '1 month'
                      ELSE coalesce(rule.months || ' months', '') END) END AS kept,
       CASE WHEN rule.permanent THEN '' ELSE
         CASE rule.after_event WHEN 'date' THEN 'its date' WHEN 'meeting' THEN 'the end of its meeting'
           WHEN 'mandate' THEN 'the end of its term'
           WHEN 'superseded' THEN 'the day on which it is replaced'
           ELSE coalesce(rule.trigger_event, '') END END AS "counted from",
       CASE WHEN rule.permanent THEN 'keep' ELSE rule."action" END AS "then",
       CASE WHEN rule.personal THEN 'yes' ELSE 'no' END AS "personal data",
       (SELECT group_concat(value, ', ') FROM json_each(rule.kinds)) AS "for the kinds", rule.authority AS authority, rule.ground AS ground,
       count(by.record) AS records, coalesce(sum(by.stated), 0) AS "of these by name",
       coalesce(sum(record.disposal IS NOT NULL), 0) AS "disposed of"
FROM retention AS rule
LEFT JOIN record_retention AS by ON by.retention = rule.id
LEFT JOIN record ON record.id = by.record
WHERE rule.listed
GROUP BY rule.id
UNION ALL
SELECT NULL, 'no rule', '', '', '', NULL, NULL, NULL, NULL, count(*), 0, 0
FROM record_retention WHERE retention IS NULL
HAVING count(*) > 0
)
ORDER BY rule IS NULL, rule
