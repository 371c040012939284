//! The JSON API, asked over HTTP on both databases.

mod contributions;
mod documentation;
mod exports;
mod hostile;
mod http;
pub mod journal;
mod problems;
mod programs;
mod search;
mod territories;
