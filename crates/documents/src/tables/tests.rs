//! Tests of table recognition.
