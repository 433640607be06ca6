// Diseases, phenotypes and classes with a synonym that contains some words.
// params: text: TEXT
// returns: id, name, synonym
MATCH (n:Disease|PhenotypicFeature|OntologyClass)
UNWIND n.synonyms AS synonym
WITH n, synonym
WHERE toLower(synonym) CONTAINS toLower($text)
RETURN n.id AS id, n.name AS name, synonym
ORDER BY size(synonym), id, synonym
