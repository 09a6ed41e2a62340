--+ summary: Measures whose first words hold a word, each with its document
--+ summary_zh: 首句含某词的措施及其文件
--+ parameters:
--+   word (string, required) = "口岸": what the first words of a measure hold
--+ columns:
--+   measure: measure | 措施
--+   label: measure begins | 措施首句
--+   title: document | 文件
--+   number: number | 文号
--+   measure_iri: measure IRI | 措施标识 (detail)
SELECT m.number AS measure, m.label, d.title, d.number, m.iri AS measure_iri
FROM measures m JOIN documents d ON d.id = m.document
WHERE contains(m.label, $word)
ORDER BY m.iri
