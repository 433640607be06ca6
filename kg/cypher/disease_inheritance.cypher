// Modes of inheritance of a disease.
// params: disease: CURIE
// returns: id, name, sources
MATCH (d:Disease {id: $disease})-[e:HAS_MODE_OF_INHERITANCE]->(m:PhenotypicFeature)
RETURN m.id AS id, m.name AS name, e.sources AS sources
ORDER BY id
