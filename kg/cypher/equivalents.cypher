// The same disease in other vocabularies.
// params: disease: CURIE
// returns: id, name, sources
MATCH (d:Disease {id: $disease})-[e:EXACT_MATCH]-(o:Disease|OntologyClass)
RETURN o.id AS id, o.name AS name, e.sources AS sources
ORDER BY id
