//! Mail: what is said in each, how it looks, and how it gets out.
//!
//! A [`letter::Letter`] is what a mail says, in the reader's language; [`notice`] writes one per event, from the same
//! catalogue as the pages. [`message::Envelope`] adds who and where and makes the bytes; [`transport::Transport`]
//! delivers them by SMTP, into files, or into memory for tests. lettre is named in this crate only.
//!
//! **Architecture invariant:** nothing from outside reaches a header unchecked, and an address is never in an error
//! or a log: errors carry the code that the server answered, not its words, which may quote the address.

pub mod letter;
pub mod message;
pub mod notice;
mod texts;
pub mod transport;
