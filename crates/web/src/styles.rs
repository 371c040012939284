//! The styles of pages: inlined, so that the first words need one answer only, and named in the policy by their hash.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const BASE: &str = include_str!("../../../frontend/styles/base.css");
const READING: &str = include_str!("../../../frontend/styles/reading.css");
const HOME: &str = include_str!("../../../frontend/styles/home.css");
const PROGRAM: &str = include_str!("../../../frontend/styles/program.css");
const PROVISION: &str = include_str!("../../../frontend/styles/provision.css");

/// Which styles a page carries inline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styles {
    /// The first page, and pages with tiles or lists of places.
    Home,
    /// The text of a program.
    Program,
    /// Provisions, receipts, the journal.
    Provision,
    /// The workspace of staff; the rest of its styles comes as a file.
    Desk,
}

struct Bundle {
    css: String,
    policy: String,
}

impl Styles {
    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; 4] = [const { OnceLock::new() }; 4];
        let [home, program, provision, desk] = &BUNDLES;
        match self {
            Self::Home => home.get_or_init(|| bundle(&[BASE, READING, HOME])),
            Self::Program => program.get_or_init(|| bundle(&[BASE, READING, PROGRAM])),
            Self::Provision => provision.get_or_init(|| bundle(&[BASE, READING, PROVISION])),
            Self::Desk => desk.get_or_init(|| {
                let mut bundle = bundle(&[BASE]);
                bundle.policy = bundle.policy.replace("style-src ", "style-src 'self' ");
                bundle
            }),
        }
    }

    /// The styles.
    pub fn css(self) -> &'static str {
        &self.bundle().css
    }

    /// The content security policy of a page with these styles: nothing from elsewhere, no script and no style but
    /// ours, named by their hash or their origin.
    pub fn policy(self) -> &'static str {
        &self.bundle().policy
    }
}

fn bundle(parts: &[&str]) -> Bundle {
    let css = crate::assets::with_addresses(&minify(&parts.concat()));
    let hash = STANDARD.encode(Sha256::digest(css.as_bytes()));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{hash}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    Bundle { css, policy }
}

/// Leaves out comments, indentation and line breaks, and the spaces around braces, colons and semicolons that stand
/// at the edges of a line. Our own files only: it knows no strings with comments in them.
fn minify(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let mut out = String::with_capacity(plain.len());
    for line in plain.lines().map(str::trim) {
        let line =
            line.strip_suffix(" {").map_or_else(|| line.to_owned(), |selector| format!("{selector}{{"));
        match line.split_once(": ") {
            Some((property, value)) if !property.contains([' ', '{', '(']) => {
                out.push_str(property);
                out.push(':');
                out.push_str(value);
            }
            _ => out.push_str(&line),
        }
    }
    out.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget of FRONTEND.md §5, at the quality with which a page arrives.
    const CSS_BR_MAX: usize = 8 * 1_024;

    #[test]
    fn styles_keep_their_budget() {
        for styles in [Styles::Home, Styles::Program, Styles::Provision, Styles::Desk] {
            let size = kenes_api::compression::brotli(styles.css().as_bytes(), 10).unwrap().len();
            assert!(size <= CSS_BR_MAX, "{styles:?}: {size}");
            assert!(!styles.css().contains("</"), "{styles:?} would end its element");
        }
    }

    #[test]
    fn only_what_is_not_needed_is_left_out() {
        let css = "/* why */\na:hover,\nb > c {\n  color: #fff;\n  margin: 0 auto;\n}\n@media (min-width: 48rem) {\n  a { top: 0 }\n}\n";
        assert_eq!(
            minify(css),
            "a:hover,b > c{color:#fff;margin:0 auto}@media (min-width: 48rem){a { top: 0 }}"
        );
    }
}
