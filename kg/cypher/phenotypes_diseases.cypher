// Diseases annotated with most of several phenotypes; a plain count, not the evidence model.
// params: phenotypes: CURIES
// returns: id, name, matched, least_frequency
MATCH (d:Disease)-[e:HAS_PHENOTYPE]->(p:PhenotypicFeature)
WHERE p.id IN $phenotypes
RETURN d.id AS id, d.name AS name, count(p.id) AS matched, min(e.frequency) AS least_frequency
ORDER BY matched DESC, least_frequency DESC, id
