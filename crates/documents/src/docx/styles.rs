//! Paragraph styles of Word: what they inherit, and which of them are headings.

use std::collections::BTreeMap;

use roxmltree::Node;

use crate::xml::NodeExt;

/// Longest chain of styles that is followed. Chains in real files have at most 6 links; a circle would not end.
const CHAIN_MAX: usize = 32;

#[derive(Debug, Default)]
struct Style {
    /// Name in the words of Word, lower case. Ids differ by language (`1`, `Heading1`), built-in names do not.
    name: String,
    based_on: Option<String>,
    outline_level: Option<u8>,
    num_id: Option<String>,
    list_level: Option<u8>,
    bold: Option<bool>,
    caps: Option<bool>,
    centred: Option<bool>,
}

/// The paragraph styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
}

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Title,
    Heading(u8),
    Contents,
    /// An item of a list in a document that we wrote.
    Item(u8),
    /// A note in a document that we wrote.
    Note,
}

impl Styles {
    pub(super) fn parse(root: Node<'_, '_>) -> Self {
        let mut styles = Self::default();
        for node in root.children().filter(|child| child.is("style")) {
            let id = node.attr("styleId").unwrap_or_default().to_owned();
            let mut style = Style {
                name: node.child_value("name").unwrap_or(&id).to_lowercase(),
                based_on: node.child_value("basedOn").map(str::to_owned),
                ..Style::default()
            };
            if let Some(properties) = node.child("pPr") {
                style.outline_level = outline_level(properties);
                style.centred = properties.child_value("jc").map(|value| value == "center");
                if let Some(list) = properties.child("numPr") {
                    style.num_id = list.child_value("numId").map(str::to_owned);
                    style.list_level = list.child_value("ilvl").and_then(|value| value.parse().ok());
                }
            }
            if let Some(properties) = node.child("rPr") {
                style.bold = properties.flag("b");
                style.caps = properties.flag("caps");
            }
            let is_paragraph = node.attr("type").is_none_or(|kind| kind == "paragraph");
            if is_paragraph && matches!(node.attr("default"), Some("1" | "true")) {
                styles.default_paragraph = Some(id.clone());
            }
            styles.styles.insert(id, style);
        }
        styles
    }

    /// A style and what it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let mut next = id.or(self.default_paragraph.as_deref());
        std::iter::from_fn(move || {
            let id = next?;
            let style = self.styles.get(id)?;
            next = style.based_on.as_deref();
            Some((id, style))
        })
        .take(CHAIN_MAX)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.styles.contains_key(id)
    }

    /// What a paragraph of this style is. `direct` is the outline level set on the paragraph itself, 9 for text.
    pub(super) fn role(&self, id: Option<&str>, direct: Option<u8>) -> Role {
        for (_, style) in self.chain(id) {
            if is_contents(&style.name) {
                return Role::Contents;
            }
        }
        if let Some(level) = direct {
            return heading(level);
        }
        for (_, style) in self.chain(id) {
            if let Some(level) = style.outline_level {
                return heading(level);
            }
            if let Some(level) = heading_name(&style.name) {
                return Role::Heading(level);
            }
            if let Some(depth) = style.name.strip_prefix("kenes item ").and_then(|depth| depth.parse().ok()) {
                return Role::Item(depth);
            }
            if style.name == "kenes note" {
                return Role::Note;
            }
            if matches!(style.name.as_str(), "title" | "название" | "заголовок" | "атауы")
            {
                return Role::Title;
            }
        }
        Role::Text
    }

    /// The list that a style puts its paragraphs into, with the style that says so and the level it names.
    pub(super) fn list<'a>(&'a self, id: Option<&'a str>) -> Option<(&'a str, &'a str, Option<u8>)> {
        self.chain(id)
            .find_map(|(id, style)| style.num_id.as_deref().map(|num| (id, num, style.list_level)))
            .filter(|(_, num, _)| *num != "0")
    }

    /// The list of a numbering style.
    pub(super) fn num_of(&self, id: &str) -> Option<String> {
        self.styles.get(id)?.num_id.clone()
    }

    pub(super) fn bold(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|(_, style)| style.bold).unwrap_or(false)
    }

    pub(super) fn caps(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|(_, style)| style.caps).unwrap_or(false)
    }

    pub(super) fn centred(&self, id: Option<&str>) -> bool {
        self.chain(id).find_map(|(_, style)| style.centred).unwrap_or(false)
    }
}

/// The outline level in paragraph properties, 0 to 9.
pub(super) fn outline_level(properties: Node<'_, '_>) -> Option<u8> {
    properties.child_value("outlineLvl")?.parse().ok().filter(|level| *level <= 9)
}

fn heading(level: u8) -> Role {
    if level < 9 { Role::Heading(level + 1) } else { Role::Text }
}

/// `heading 1` and what Russian and Kazakh programs call it when the built-in name was not kept.
fn heading_name(name: &str) -> Option<u8> {
    let rest =
        ["heading", "заголовок", "тақырып", "тақырыбы"].iter().find_map(|word| name.strip_prefix(word))?;
    rest.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

fn is_contents(name: &str) -> bool {
    ["toc", "оглавление", "мазмұны", "мазмұн"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.trim();
            rest == "heading" || (!rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
        })
    }) || matches!(name, "заголовок оглавления" | "table of figures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_by_name_level_and_inheritance() {
        let text = "<styles>
          <style type='paragraph' styleId='a' default='1'><name val='Normal'/></style>
          <style type='paragraph' styleId='1'><name val='heading 1'/><basedOn val='a'/></style>
          <style type='paragraph' styleId='My'><name val='Раздел'/><basedOn val='1'/></style>
          <style type='paragraph' styleId='O'><name val='Own'/><pPr><outlineLvl val='2'/></pPr></style>
          <style type='paragraph' styleId='T'><name val='toc 1'/></style>
          <style type='paragraph' styleId='H'><name val='Заголовок 4'/></style>
          <style type='paragraph' styleId='X'><name val='x'/><basedOn val='Y'/></style>
          <style type='paragraph' styleId='Y'><name val='y'/><basedOn val='X'/></style>
        </styles>";
        let document = roxmltree::Document::parse(text).unwrap();
        let styles = Styles::parse(document.root_element());
        let role = |id: &str| styles.role(Some(id), None);
        assert_eq!(role("1"), Role::Heading(1));
        assert_eq!(role("My"), Role::Heading(1));
        assert_eq!(role("O"), Role::Heading(3));
        assert_eq!(role("H"), Role::Heading(4));
        assert_eq!(role("T"), Role::Contents);
        assert_eq!(role("X"), Role::Text);
        assert_eq!(styles.role(Some("1"), Some(9)), Role::Text);
        assert_eq!(styles.role(None, Some(1)), Role::Heading(2));
    }
}
