--+ summary: Pairs of bodies that answer for the same measures
--+ summary_zh: 共同负责同一措施的单位对
--+ parameters:
--+   minimum (integer) = 2: smallest number of shared measures
--+   support (boolean) = false: also count measures a body is asked to support
--+   lang (lang) = "zh": language of names, zh or en
--+ columns:
--+   one: body | 单位甲
--+   other: with | 单位乙
--+   shared: shared | 共同措施数
--+   measures: measures | 措施
--+   one_iri: body IRI | 单位甲标识 (detail)
--+   other_iri: with IRI | 单位乙标识 (detail)

-- The rows of the SPARQL query shared-measures. Bodies and measures are joined by whole numbers, not by names.
WITH bearing AS (
  SELECT DISTINCT m.number_of, b.number_of AS body
  FROM assignments a
    JOIN (SELECT id, CAST(row_number() OVER (ORDER BY id) AS INTEGER) AS number_of FROM measures) m ON m.id = a.measure
    JOIN (SELECT id, CAST(row_number() OVER (ORDER BY iri) AS INTEGER) AS number_of FROM bodies) b ON b.id = a.body
  WHERE a.stated AND ($support OR (a.support IS NULL AND a.role <> 'support'))
),
shared AS (
  SELECT x.body AS one, y.body AS other, count(*) AS shared, list(x.number_of) AS together
  FROM bearing x JOIN bearing y ON x.number_of = y.number_of AND x.body < y.body
  GROUP BY x.body, y.body
  HAVING count(*) >= $minimum
),
written AS (
  SELECT s.one, s.other, string_agg(m.number, '、' ORDER BY m.position, m.iri) AS measures
  FROM (SELECT one, other, unnest(together) AS number_of FROM shared) s
    JOIN (SELECT number, position, iri, CAST(row_number() OVER (ORDER BY id) AS INTEGER) AS number_of FROM measures) m
      USING (number_of)
  GROUP BY s.one, s.other
),
named AS (
  SELECT iri, CASE WHEN $lang = 'en' THEN coalesce(name_en, name) ELSE name END AS name,
    CAST(row_number() OVER (ORDER BY iri) AS INTEGER) AS number_of
  FROM bodies
)
SELECT a.name AS one, b.name AS other, s.shared, w.measures, a.iri AS one_iri, b.iri AS other_iri
FROM shared s
  JOIN written w USING (one, other)
  JOIN named a ON a.number_of = s.one
  JOIN named b ON b.number_of = s.other
ORDER BY s.shared DESC, a.iri, b.iri
