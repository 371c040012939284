//! XML of document parts: decoding, the checks that come before parsing, and short ways to ask a tree.

use roxmltree::{Document, Node, ParsingOptions};

use crate::error::ImportError;
use crate::place::Place;

/// Deepest nesting of elements. Word itself gives up at some 30 nested tables.
pub(crate) const DEPTH_MAX: usize = 256;
/// Most nodes of one part; a tree of them takes some 150 MB.
pub(crate) const NODES_MAX: u32 = 2_000_000;

/// The text of an XML part in UTF-8 or, with a byte order mark, UTF-16.
pub(crate) fn decode(part: &str, bytes: Vec<u8>) -> Result<String, ImportError> {
    let wrong = |problem: &str| ImportError::Damaged { entry: part.to_owned(), problem: problem.to_owned() };
    let units = |little: bool| {
        bytes.get(2..).unwrap_or_default().chunks_exact(2).map(move |pair| match pair {
            [low, high] if little => u16::from_le_bytes([*low, *high]),
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        })
    };
    match bytes.as_slice() {
        [0xFF, 0xFE, ..] => {
            char::decode_utf16(units(true)).collect::<Result<_, _>>().map_err(|_| wrong("not UTF-16"))
        }
        [0xFE, 0xFF, ..] => {
            char::decode_utf16(units(false)).collect::<Result<_, _>>().map_err(|_| wrong("not UTF-16"))
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|_| wrong("not UTF-8")),
        _ => String::from_utf8(bytes).map_err(|_| wrong("not UTF-8")),
    }
}

/// Parses a part whose depth and size are bounded and which declares no document type.
pub(crate) fn parse<'t>(part: &str, text: &'t str) -> Result<Document<'t>, ImportError> {
    check_depth(part, text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => ImportError::DocumentType { part: part.to_owned() },
        roxmltree::Error::NodesLimitReached => ImportError::TooMany {
            place: Place::Part { part: part.to_owned(), line: 1, column: 1 },
            what: "XML nodes",
            count_max: usize::try_from(NODES_MAX).unwrap_or(usize::MAX),
        },
        other => {
            let position = other.pos();
            ImportError::Xml {
                place: Place::Part {
                    part: part.to_owned(),
                    line: usize::try_from(position.row).unwrap_or(usize::MAX),
                    column: usize::try_from(position.col).unwrap_or(usize::MAX),
                },
                problem: other.to_string(),
            }
        }
    })
}

/// Counts how deep elements nest, without building anything. Malformed input only makes the count wrong; the
/// parser refuses it afterwards.
fn check_depth(part: &str, text: &str) -> Result<(), ImportError> {
    let mut depth = 0_usize;
    let mut rest = text.as_bytes();
    while let Some(start) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(start + 1..).unwrap_or_default();
        match rest {
            [b'!', b'-', b'-', ..] => rest = after(rest, b"-->"),
            [b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => rest = after(rest, b"]]>"),
            [b'!', b'D', b'O', b'C', ..] => {
                return Err(ImportError::DocumentType { part: part.to_owned() });
            }
            [b'?', ..] => rest = after(rest, b"?>"),
            [b'/', ..] => depth = depth.saturating_sub(1),
            _ => {
                let (end, closed) = end_of_tag(rest);
                rest = rest.get(end..).unwrap_or_default();
                if !closed {
                    depth += 1;
                    if depth > DEPTH_MAX {
                        return Err(ImportError::TooDeep { part: part.to_owned(), depth_max: DEPTH_MAX });
                    }
                }
            }
        }
    }
    Ok(())
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> &'b [u8] {
    bytes
        .windows(end.len())
        .position(|window| window == end)
        .and_then(|start| bytes.get(start + end.len()..))
        .unwrap_or_default()
}

/// Where a start tag ends, and whether it closes itself. `>` inside an attribute value does not end it.
fn end_of_tag(bytes: &[u8]) -> (usize, bool) {
    let mut quote = None;
    let mut previous = 0;
    for (position, byte) in bytes.iter().copied().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            (None, b'>') => return (position + 1, previous == b'/'),
            _ => {}
        }
        previous = byte;
    }
    (bytes.len(), false)
}

/// Short ways to ask a node. Namespaces are compared by local name only: transitional and strict documents differ
/// in them and nothing else that matters here.
pub(crate) trait NodeExt<'a, 'i: 'a> {
    /// Whether this is an element of that local name.
    fn is(&self, local: &str) -> bool;
    /// The first child element of that local name.
    fn child(&self, local: &str) -> Option<Node<'a, 'i>>;
    /// The value of the attribute of that local name in any namespace.
    fn attr(&self, local: &str) -> Option<&'a str>;
    /// `w:val` of the first child of that local name.
    fn child_value(&self, local: &str) -> Option<&'a str>;
    /// Whether the on/off property `local` is set (present and not switched off).
    fn flag(&self, local: &str) -> Option<bool>;
}

impl<'a, 'i: 'a> NodeExt<'a, 'i> for Node<'a, 'i> {
    fn is(&self, local: &str) -> bool {
        self.is_element() && self.tag_name().name() == local
    }

    fn child(&self, local: &str) -> Option<Node<'a, 'i>> {
        self.children().find(|child| child.is(local))
    }

    fn attr(&self, local: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name() == local).map(|attribute| attribute.value())
    }

    fn child_value(&self, local: &str) -> Option<&'a str> {
        self.child(local)?.attr("val")
    }

    fn flag(&self, local: &str) -> Option<bool> {
        let node = self.child(local)?;
        Some(!matches!(node.attr("val"), Some("0" | "false" | "off" | "none")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_through_comments_and_quotes() {
        let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
        assert!(matches!(parse("p", &deep), Err(ImportError::TooDeep { .. })));
        let fine = format!("<r>{}<!-- <a><a> --><b x='>/'/></r>", "<a/>".repeat(300));
        assert!(parse("p", &fine).is_ok());
    }

    #[test]
    fn document_types_are_refused() {
        let text = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
        assert!(matches!(parse("p", text), Err(ImportError::DocumentType { .. })));
    }

    #[test]
    fn broken_xml_has_a_place() {
        let error = parse("word/document.xml", "<a>\n<b></a>").expect_err("not well formed");
        assert_eq!(error.place(), Place::Part { part: "word/document.xml".to_owned(), line: 2, column: 4 });
    }
}
