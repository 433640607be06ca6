// Phenotypes two diseases are both annotated with, the most frequent in both first.
// params: first: CURIE, second: CURIE
// returns: id, name, first_frequency, second_frequency
MATCH (a:Disease {id: $first})-[x:HAS_PHENOTYPE]->(p:PhenotypicFeature)
MATCH (p)<-[y:HAS_PHENOTYPE]-(b:Disease {id: $second})
RETURN p.id AS id, p.name AS name, x.frequency AS first_frequency,
       y.frequency AS second_frequency
ORDER BY first_frequency * second_frequency DESC, id
