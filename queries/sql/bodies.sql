--+ summary: All bodies by how much they answer for: measures by role, support asked, national tasks
--+ summary_zh: 全部单位排名：负责、牵头、协助的措施数与国家任务数
--+ parameters:
--+   lang (lang) = "zh": language of names, zh or en
--+ columns:
--+   body: body | 单位
--+   level: level | 层级 (level)
--+   kind: kind | 性质 (kind; collective=集合主体; unresolved=未识别)
--+   answers_for: answers for | 负责
--+   leads: leads | 牵头
--+   presumed: may lead | 推定牵头
--+   cooperates: coop. | 配合 (detail)
--+   guides: guides | 指导 (detail)
--+   implements: impl. | 落实 (detail)
--+   supports: asked | 协助
--+   tasks: tasks | 国家任务
--+   through: via coll. | 经集合
--+   body_iri: body IRI | 单位标识 (detail)

-- The rows of the SPARQL query bodies.
WITH own AS (
  SELECT DISTINCT body, measure, task,
    CASE WHEN support IS NOT NULL OR role = 'support' THEN 'support' ELSE role END AS role
  FROM assignments
  WHERE stated
),
presumed AS (
  SELECT a.body, count(DISTINCT a.measure) AS presumed
  FROM assignments a JOIN measures m ON m.iri = a.item_iri
  WHERE NOT a.stated AND a.role = 'lead'
  GROUP BY a.body
),
members AS (SELECT id AS body, unnest(members) AS member FROM bodies),
through AS (
  SELECT m.member AS body, count(DISTINCT o.measure) AS through
  FROM own o JOIN members m USING (body)
  WHERE o.measure IS NOT NULL
  GROUP BY m.member
),
counted AS (
  SELECT body,
    count(DISTINCT measure) FILTER (role <> 'support') AS answers_for,
    count(DISTINCT measure) FILTER (role = 'lead') AS leads,
    count(DISTINCT measure) FILTER (role = 'cooperate') AS cooperates,
    count(DISTINCT measure) FILTER (role = 'guide') AS guides,
    count(DISTINCT measure) FILTER (role = 'implement') AS implements,
    count(DISTINCT measure) FILTER (role = 'support') AS supports,
    count(DISTINCT task) FILTER (role <> 'support') AS tasks
  FROM own
  GROUP BY body
)
SELECT CASE WHEN $lang = 'en' THEN coalesce(b.name_en, b.name) ELSE b.name END AS body, b.level,
  CASE WHEN b.type = 'organization' THEN b.kind ELSE b.type END AS kind,
  coalesce(c.answers_for, 0) AS answers_for, coalesce(c.leads, 0) AS leads, coalesce(p.presumed, 0) AS presumed,
  coalesce(c.cooperates, 0) AS cooperates, coalesce(c.guides, 0) AS guides,
  coalesce(c.implements, 0) AS implements, coalesce(c.supports, 0) AS supports,
  coalesce(c.tasks, 0) AS tasks, coalesce(t.through, 0) AS through, b.iri AS body_iri
FROM bodies b
  LEFT JOIN counted c ON c.body = b.id
  LEFT JOIN presumed p ON p.body = b.id
  LEFT JOIN through t ON t.body = b.id
WHERE coalesce(c.answers_for, p.presumed, t.through) IS NOT NULL
ORDER BY answers_for DESC, supports DESC, tasks DESC, through DESC, b.iri
