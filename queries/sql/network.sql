--+ summary: Edges of the network of bodies that answer for the same measures, in how many documents
--+ summary_zh: 共同负责网络的边：单位两两之间的共同措施数与文件数
--+ parameters:
--+   minimum (integer) = 1: smallest number of shared measures
--+   lang (lang) = "zh": language of names, zh or en
--+ columns:
--+   source: body | 单位甲
--+   target: with | 单位乙
--+   weight: shared | 共同措施数
--+   documents: documents | 文件数
--+   source_iri: body IRI | 单位甲标识 (detail)
--+   target_iri: with IRI | 单位乙标识 (detail)
WITH bearing AS (
  SELECT DISTINCT measure, document, body
  FROM assignments
  WHERE stated AND measure IS NOT NULL AND support IS NULL AND role <> 'support'
),
edges AS (
  SELECT x.body AS one, y.body AS other, count(*) AS weight, count(DISTINCT x.document) AS documents
  FROM bearing x JOIN bearing y ON x.measure = y.measure AND x.body < y.body
  GROUP BY x.body, y.body
  HAVING count(*) >= $minimum
),
named AS (
  SELECT id, iri, CASE WHEN $lang = 'en' THEN coalesce(name_en, name) ELSE name END AS name FROM bodies
)
SELECT a.name AS source, b.name AS target, e.weight, e.documents, a.iri AS source_iri, b.iri AS target_iri
FROM edges e JOIN named a ON a.id = e.one JOIN named b ON b.id = e.other
ORDER BY e.weight DESC, a.iri, b.iri
