//! What tests share: databases, a server on a small campaign, the program itself, and a client.

pub mod app;
pub mod client;
pub mod clock;
pub mod databases;
pub mod program;
