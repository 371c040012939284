//! Embeds the scripts and styles that `npm run build` made, where it ran. Pages are complete without them, so a build
//! without Node is a build without scripts, not a failed one.

#![expect(clippy::disallowed_methods, reason = "cargo tells build scripts their folders by the environment")]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../frontend/dist/assets");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut bundled = Vec::new();
    if let Ok(entries) = fs::read_dir(&dist) {
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "js" || extension == "css") {
                bundled.push(path.canonicalize()?);
            }
        }
    }
    bundled.sort();
    let mut source = String::from(
        "/// Addresses and contents of what the bundler made.\nconst BUNDLED: &[(&str, &str)] = &[\n",
    );
    for path in bundled {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let file = path.display().to_string();
        writeln!(source, "    (\"/assets/{name}\", include_str!({file:?})),").map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("bundled.rs"), source)
}
