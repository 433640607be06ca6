// Phenotypes of a disease, most frequent first.
// params: disease: CURIE
// returns: id, name, frequency, has_count, has_total, publications, source
MATCH (d:Disease {id: $disease})-[e:HAS_PHENOTYPE]->(p:PhenotypicFeature)
RETURN p.id AS id, p.name AS name, e.frequency AS frequency, e.has_count AS has_count,
       e.has_total AS has_total, e.publications AS publications,
       e.primary_knowledge_source AS source
ORDER BY frequency DESC, id
