//! The program as a library, so that tests start exactly what people start.

pub mod commands;
mod mail;
pub mod server;
pub mod settings;
pub mod telemetry;
