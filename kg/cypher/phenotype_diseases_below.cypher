// Diseases annotated with a phenotype or anything more specific, best annotated first.
// params: phenotype: CURIE
// returns: id, name, terms, frequency
MATCH (p:PhenotypicFeature {id: $phenotype})<-[:SUBCLASS_OF*0..20]-(u:PhenotypicFeature)
MATCH (u)<-[e:HAS_PHENOTYPE]-(d:Disease)
RETURN d.id AS id, d.name AS name, count(DISTINCT u.id) AS terms, max(e.frequency) AS frequency
ORDER BY terms DESC, frequency DESC, id
