//! The full-text index: schema, analyzers, writing, querying, highlighting.
