// Diseases grouped under a class of the disease hierarchy, at any depth.
// params: class: CURIE
// returns: id, name
MATCH (c:OntologyClass {id: $class})<-[:SUBCLASS_OF*0..20]-(m:OntologyClass)
MATCH (m)<-[:EXACT_MATCH]-(d:Disease)
RETURN DISTINCT d.id AS id, d.name AS name
ORDER BY id
