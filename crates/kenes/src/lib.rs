//! The program as a library, so that tests start exactly what people start.

pub mod commands;
pub mod cosigning;
pub mod fetch;
pub mod server;
pub mod settings;
pub mod telemetry;
pub mod witness;
