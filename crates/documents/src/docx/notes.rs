//! Footnotes, endnotes and margin comments of a Word document, looked up by their ids.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::inline::NoteReference;
use crate::xml::NodeExt;

/// The notes of a document.
#[derive(Debug, Default)]
pub(super) struct Notes<'a, 'i> {
    footnotes: BTreeMap<String, Node<'a, 'i>>,
    endnotes: BTreeMap<String, Node<'a, 'i>>,
    comments: BTreeMap<String, Remark>,
    footnote_count: u32,
    endnote_count: u32,
}

/// A comment before its place is known.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) author: String,
    pub(super) date: String,
    pub(super) text: String,
}

impl<'a, 'i: 'a> Notes<'a, 'i> {
    pub(super) fn new(
        footnotes: Option<&'a Document<'i>>,
        endnotes: Option<&'a Document<'i>>,
        comments: Option<&'a Document<'i>>,
    ) -> Self {
        Self {
            footnotes: collect(footnotes, "footnote"),
            endnotes: collect(endnotes, "endnote"),
            comments: comments.map(remarks).unwrap_or_default(),
            footnote_count: 0,
            endnote_count: 0,
        }
    }

    /// Takes a note out, with its printed mark; each note is read once.
    pub(super) fn take(&mut self, reference: &NoteReference) -> Option<(String, Node<'a, 'i>)> {
        if reference.is_endnote {
            let node = self.endnotes.remove(&reference.id)?;
            self.endnote_count += 1;
            Some((crate::label::to_roman(self.endnote_count).to_lowercase(), node))
        } else {
            let node = self.footnotes.remove(&reference.id)?;
            self.footnote_count += 1;
            Some((self.footnote_count.to_string(), node))
        }
    }

    pub(super) fn comment(&self, id: &str) -> Option<&Remark> {
        self.comments.get(id)
    }

    /// All notes that nothing referred to, in order of their ids.
    pub(super) fn rest(&self) -> Vec<NoteReference> {
        let footnotes = self.footnotes.keys().map(|id| NoteReference { is_endnote: false, id: id.clone() });
        let endnotes = self.endnotes.keys().map(|id| NoteReference { is_endnote: true, id: id.clone() });
        footnotes.chain(endnotes).collect()
    }

    /// Every note that holds text of the author, for counting.
    pub(super) fn all(&self) -> impl Iterator<Item = Node<'a, 'i>> {
        self.footnotes.values().chain(self.endnotes.values()).copied()
    }
}

fn collect<'a, 'i: 'a>(document: Option<&'a Document<'i>>, local: &str) -> BTreeMap<String, Node<'a, 'i>> {
    let Some(document) = document else { return BTreeMap::new() };
    document
        .root_element()
        .children()
        .filter(|node| node.is(local))
        // Separators are the lines between text and notes.
        .filter(|node| matches!(node.attr("type"), None | Some("normal")))
        .map(|node| (node.attr("id").unwrap_or_default().to_owned(), node))
        .collect()
}

fn remarks(document: &Document<'_>) -> BTreeMap<String, Remark> {
    document
        .root_element()
        .children()
        .filter(|node| node.is("comment"))
        .map(|node| {
            let paragraphs: Vec<String> = node
                .descendants()
                .filter(|inner| inner.is("p"))
                .map(|paragraph| {
                    paragraph
                        .descendants()
                        .filter(|inner| inner.is("t"))
                        .filter_map(|inner| inner.text())
                        .collect()
                })
                .collect();
            let remark = Remark {
                author: node.attr("author").unwrap_or_default().to_owned(),
                date: node.attr("date").unwrap_or_default().to_owned(),
                text: paragraphs.join("\n"),
            };
            (node.attr("id").unwrap_or_default().to_owned(), remark)
        })
        .collect()
}
