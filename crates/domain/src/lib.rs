//! Types, rules and algorithms of a consultation; no I/O, reads no clock.
