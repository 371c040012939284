//! Base 64 of RFC 4648, section 4, with padding, in its one canonical spelling.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The text of some bytes.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a text; `None` when it is not base 64, lacks padding or has bits behind the last byte.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
