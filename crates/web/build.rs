//! Embeds the scripts that `npm run build` made, where it ran. Pages are complete without them, so a build without
//! Node is a build without scripts, not a failed one.

#![expect(clippy::disallowed_methods, reason = "cargo tells build scripts their folders by the environment")]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../frontend/dist/assets");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut islands = Vec::new();
    if let Ok(entries) = fs::read_dir(&dist) {
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "js") {
                islands.push(path.canonicalize()?);
            }
        }
    }
    islands.sort();
    let mut source =
        String::from("/// Addresses and contents of the scripts.\nconst ISLANDS: &[(&str, &str)] = &[\n");
    for path in islands {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let file = path.display().to_string();
        writeln!(source, "    (\"/assets/{name}\", include_str!({file:?})),").map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("islands.rs"), source)
}
