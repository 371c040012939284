//! Compressed bodies, negotiated by `Accept-Encoding`.

use std::io::Write;

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};

/// Bodies below this size are sent as they are: the header would eat the gain.
const BYTES_MIN: usize = 1_024;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// Not at all.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// The word of the `Content-Encoding` header; `None` for no compression.
    pub const fn header(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The best encoding that the client takes: Brotli, then gzip, each unless it is refused with `q=0`.
    pub fn negotiate(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accepted
            .split(',')
            .filter_map(|item| {
                let mut parts = item.split(';').map(str::trim);
                let encoding = match parts.next()? {
                    "br" => Self::Brotli,
                    "gzip" | "*" => Self::Gzip,
                    _ => return None,
                };
                let refused = parts.any(|parameter| {
                    parameter.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
                });
                (!refused).then_some(encoding)
            })
            .max()
            .unwrap_or(Self::Identity)
    }
}

/// Compresses a body that is made for one answer: quickly rather than well. Returns the encoding really used.
pub fn compress_once(body: Vec<u8>, encoding: Encoding) -> (Vec<u8>, Encoding) {
    if body.len() < BYTES_MIN {
        return (body, Encoding::Identity);
    }
    let compressed = match encoding {
        Encoding::Identity => None,
        Encoding::Gzip => gzip(&body, 4),
        Encoding::Brotli => brotli(&body, 4),
    };
    match compressed {
        Some(compressed) => (compressed, encoding),
        None => (body, Encoding::Identity),
    }
}

/// Brotli at a quality from 0 (fast) to 11 (small).
pub fn brotli(body: &[u8], quality: u32) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4);
    let mut writer = brotli::CompressorWriter::new(&mut out, 4_096, quality, 22);
    writer.write_all(body).ok()?;
    writer.flush().ok()?;
    drop(writer);
    Some(out)
}

/// gzip at a level from 0 (fast) to 9 (small).
pub fn gzip(body: &[u8], level: u32) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_best_accepted_encoding_is_chosen() {
        for (accepted, expected) in [
            ("gzip, deflate, br", Encoding::Brotli),
            ("gzip;q=1.0, br;q=0", Encoding::Gzip),
            ("deflate", Encoding::Identity),
            ("*", Encoding::Gzip),
            ("", Encoding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(accepted).unwrap());
            assert_eq!(Encoding::negotiate(&headers), expected, "{accepted}");
        }
    }
}
