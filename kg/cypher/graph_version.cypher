// Version and content hash of the graph, as of its last load.
// params:
// returns: version, hash, schema_version
MATCH (k:KnowledgeGraph)
RETURN k.version AS version, k.hash AS hash, k.schema_version AS schema_version
