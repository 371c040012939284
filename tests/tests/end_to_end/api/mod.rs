//! The JSON API, asked over HTTP on both databases.

mod contributions;
mod documentation;
mod http;
pub mod journal;
mod problems;
mod programs;
mod territories;
