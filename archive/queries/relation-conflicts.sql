-- title: Where decisions do not fit together
-- description: Statements of how one decision bears on another to which the other side does not
--   agree. one-sided, an older text names its successor, and the later text, which would have to
--   say it, does not; contradictory, the two sides say different things, or each claims to act on
--   the other, or what was ended was adopted only after what ended it; circular, a ring in which
--   each would have to be older than the other; dangling, what is named is not in the archive, or is no decision
--   any more.
--   That an older text does not know its successor is no conflict. Told as now known.
-- param nature text one of one-sided, contradictory, circular, dangling: only one sort
-- param decision id: only where this decision or record takes part
-- column from: decision
-- column to: decision
-- column "asserted in": decision
-- empty: The archive has no relation of decisions that does not fit ({nature|any sort},
--   {decision|any decision}).
SELECT nature AS nature, "from" AS "from", kind AS kind, "to" AS "to",
       asserted_in AS "asserted in", note AS note, basis AS basis
FROM relation_conflict
WHERE (:nature = '' OR nature = :nature)
  AND (:decision = '' OR :decision IN ("from", "to", asserted_in)
       OR instr("from", :decision || '#') = 1 OR instr("to", :decision || '#') = 1)
ORDER BY nature <> 'contradictory', nature <> 'circular', nature <> 'one-sided', "from", "to", kind,
         asserted_in
