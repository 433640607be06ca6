// Everything a phenotype is a kind of.
// params: phenotype: CURIE
// returns: id, name
MATCH (p:PhenotypicFeature {id: $phenotype})-[:SUBCLASS_OF*1..20]->(a:PhenotypicFeature)
RETURN DISTINCT a.id AS id, a.name AS name
ORDER BY id
