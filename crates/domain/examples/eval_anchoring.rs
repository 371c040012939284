//! Prints the figures of labelled anchoring files, plain or gzipped: `eval_anchoring FILE…`.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::{error::Error, fs, io::Read};

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = fs::read(&path)?;
        let mut json = String::new();
        if bytes.starts_with(&[0x1F, 0x8B]) {
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut json)?;
        } else {
            json = String::from_utf8(bytes)?;
        }
        let report = kenes_domain::eval::eval_anchoring(&json)?;
        println!("{path}\t{}", serde_json::to_string(&report)?);
    }
    Ok(())
}
