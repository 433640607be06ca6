// Diseases grouped under a class of the disease hierarchy, at any depth.
// params: class: CURIE
// returns: id, name
MATCH (c:OntologyClass|Disease {id: $class})<-[:SUBCLASS_OF*0..20]-(m:OntologyClass|Disease)
MATCH (m)-[:EXACT_MATCH*0..1]-(d:Disease)
RETURN DISTINCT d.id AS id, d.name AS name
ORDER BY id
