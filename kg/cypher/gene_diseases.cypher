// Diseases associated with a gene.
// params: symbol: TEXT
// returns: id, name, sources
MATCH (g:Gene {name: $symbol})-[e:GENE_ASSOCIATED_WITH_CONDITION]->(d:Disease)
RETURN d.id AS id, d.name AS name, e.sources AS sources
ORDER BY id
