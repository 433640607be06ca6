// Phenotypes that sources say a disease does not show.
// params: disease: CURIE
// returns: id, name, has_count, has_total, publications, source
MATCH (d:Disease {id: $disease})-[e:LACKS_PHENOTYPE]->(p:PhenotypicFeature)
RETURN p.id AS id, p.name AS name, e.has_count AS has_count, e.has_total AS has_total,
       e.publications AS publications, e.primary_knowledge_source AS source
ORDER BY id
