// Diseases, phenotypes and classes whose label contains some words.
// params: text: TEXT
// returns: id, name
MATCH (n:Disease|PhenotypicFeature|OntologyClass)
WHERE toLower(n.name) CONTAINS toLower($text)
RETURN n.id AS id, n.name AS name
ORDER BY size(name), id
