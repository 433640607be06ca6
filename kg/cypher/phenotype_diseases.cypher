// Diseases annotated with a phenotype itself, most frequent first.
// params: phenotype: CURIE
// returns: id, name, frequency, publications
MATCH (d:Disease)-[e:HAS_PHENOTYPE]->(p:PhenotypicFeature {id: $phenotype})
RETURN d.id AS id, d.name AS name, e.frequency AS frequency, e.publications AS publications
ORDER BY frequency DESC, id
