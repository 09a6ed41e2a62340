--+ summary: Central bodies by the national tasks they answer for, the measures that carry these out or name them, the documents
--+ summary_zh: 各国家部门：负责的国家任务数、落实这些任务或点名该部门的措施数、协助事项数、文件数
--+ parameters:
--+   lang (lang) = "zh": language of names, zh or en
--+ columns:
--+   ministry: ministry | 国家部门
--+   tasks: national tasks | 国家任务
--+   measures: measures | 措施
--+   items: support items | 协助事项
--+   documents: documents | 文件
--+   ministry_iri: ministry IRI | 国家部门标识 (detail)
WITH set_tasks AS (
  SELECT DISTINCT body, task FROM assignments WHERE stated AND task IS NOT NULL AND role <> 'support'
),
reached AS (
  SELECT t.body, t.task, m.id AS measure, NULL AS support, m.document
  FROM set_tasks t JOIN measures m ON m.task = t.task
  UNION ALL
  SELECT body, NULL, measure, support, document FROM assignments WHERE stated AND measure IS NOT NULL
)
SELECT any_value(CASE WHEN $lang = 'en' THEN coalesce(b.name_en, b.name) ELSE b.name END) AS ministry,
  count(DISTINCT r.task) AS tasks, count(DISTINCT r.measure) AS measures,
  count(DISTINCT r.support) AS items, count(DISTINCT r.document) AS documents, b.iri AS ministry_iri
FROM reached r JOIN bodies b ON b.id = r.body
WHERE b.level = 'national' AND b.type = 'organization'
GROUP BY b.iri
ORDER BY tasks DESC, measures DESC, b.iri
