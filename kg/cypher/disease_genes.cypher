// Genes associated with a disease.
// params: disease: CURIE
// returns: id, symbol, sources
MATCH (g:Gene)-[e:GENE_ASSOCIATED_WITH_CONDITION]->(d:Disease {id: $disease})
RETURN g.id AS id, g.name AS symbol, e.sources AS sources
ORDER BY id
