//! Use cases and background jobs.
