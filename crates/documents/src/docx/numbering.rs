//! Automatic numbering of Word (ECMA-376 part 1, 17.9) resolved to the labels that are printed.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use crate::label::to_roman;
use crate::xml::NodeExt;

/// Levels of a Word list.
const LEVELS: u8 = 9;

/// Letters of `russianLower` (ECMA-376, ST_NumberFormat): without ё, й, ъ, ь.
const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщыэюя";
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";

/// How one level of a list prints.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
    restart: Option<u8>,
    legal: bool,
    style: Option<String>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: BTreeMap<u8, Level>,
    style_link: Option<String>,
}

#[derive(Debug, Default)]
struct Num {
    abstract_id: String,
    starts: BTreeMap<u8, u32>,
    levels: BTreeMap<u8, Level>,
}

/// The list definitions of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: BTreeMap<String, Abstract>,
    nums: BTreeMap<String, Num>,
}

/// Where each list stands while a document is read.
#[derive(Debug, Default)]
pub(super) struct Counters {
    values: BTreeMap<String, BTreeMap<u8, u32>>,
    restarted: BTreeSet<(String, u8)>,
}

/// A printed label.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) is_bullet: bool,
}

impl Numbering {
    pub(super) fn parse(root: Node<'_, '_>) -> Self {
        let mut numbering = Self::default();
        for node in root.children() {
            if node.is("abstractNum") {
                let levels =
                    node.children().filter(|child| child.is("lvl")).filter_map(parse_level).collect();
                let style_link = node.child_value("numStyleLink").map(str::to_owned);
                let id = node.attr("abstractNumId").unwrap_or_default().to_owned();
                numbering.abstracts.insert(id, Abstract { levels, style_link });
            } else if node.is("num") {
                let mut num = Num {
                    abstract_id: node.child_value("abstractNumId").unwrap_or_default().to_owned(),
                    ..Num::default()
                };
                for change in node.children().filter(|child| child.is("lvlOverride")) {
                    let Some(level) = level_number(change.attr("ilvl")) else { continue };
                    if let Some(start) =
                        change.child_value("startOverride").and_then(|value| value.parse().ok())
                    {
                        num.starts.insert(level, start);
                    }
                    if let Some((level, changed)) = change.child("lvl").and_then(parse_level) {
                        num.levels.insert(level, changed);
                    }
                }
                let id = node.attr("numId").unwrap_or_default().to_owned();
                numbering.nums.insert(id, num);
            }
        }
        numbering
    }

    /// The list behind a number id; `list_of_style` says which list a numbering style names.
    fn resolve<'a>(
        &'a self,
        num_id: &str,
        list_of_style: &dyn Fn(&str) -> Option<String>,
    ) -> Option<(&'a Num, &'a Abstract)> {
        let num = self.nums.get(num_id)?;
        let definition = self.abstracts.get(&num.abstract_id)?;
        let Some(style) = definition.style_link.as_deref().filter(|_| definition.levels.is_empty()) else {
            return Some((num, definition));
        };
        // One step is all that Word follows.
        let linked = self.nums.get(&list_of_style(style)?)?;
        Some((linked, self.abstracts.get(&linked.abstract_id)?))
    }

    /// The level that a paragraph style is tied to in its list.
    pub(super) fn level_of_style(&self, num_id: &str, style: &str) -> Option<u8> {
        let num = self.nums.get(num_id)?;
        self.abstracts
            .get(&num.abstract_id)?
            .levels
            .iter()
            .find(|(_, level)| level.style.as_deref() == Some(style))
            .map(|(level, _)| *level)
    }

    /// Whether the list exists.
    pub(super) fn has(&self, num_id: &str) -> bool {
        self.nums.contains_key(num_id)
    }
}

impl Counters {
    /// Counts one paragraph of the list on and gives its label. `None` when there is no such list or level.
    pub(super) fn next(
        &mut self,
        numbering: &Numbering,
        num_id: &str,
        level: u8,
        list_of_style: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Label> {
        let (num, definition) = numbering.resolve(num_id, list_of_style)?;
        let find = |level: u8| num.levels.get(&level).or_else(|| definition.levels.get(&level));
        let own = find(level)?;
        let values = self.values.entry(num.abstract_id.clone()).or_default();
        let restart = num.starts.get(&level).filter(|_| self.restarted.insert((num_id.to_owned(), level)));
        let value = match (restart, values.get(&level)) {
            (Some(start), _) => *start,
            (None, Some(current)) => current.saturating_add(1),
            (None, None) => num.starts.get(&level).copied().unwrap_or(own.start),
        };
        values.insert(level, value);
        for deeper in level + 1..LEVELS {
            let restarts = match find(deeper).and_then(|deeper| deeper.restart) {
                None => true,
                Some(after) => level < after,
            };
            if restarts {
                values.remove(&deeper);
            }
        }
        if own.format == "bullet" {
            return Some(Label { text: bullet(&own.text), is_bullet: true });
        }
        let mut text = String::new();
        let mut characters = own.text.chars().peekable();
        while let Some(character) = characters.next() {
            let digit =
                if character == '%' { characters.peek().and_then(|next| next.to_digit(10)) } else { None };
            let Some(shown) = digit.and_then(|digit| u8::try_from(digit).ok()).filter(|digit| *digit > 0)
            else {
                text.push(character);
                continue;
            };
            characters.next();
            let shown = shown - 1;
            let Some(definition) = find(shown) else { continue };
            let value = values.get(&shown).copied().unwrap_or(definition.start);
            let format =
                if own.legal && definition.format != "none" { "decimal" } else { &definition.format };
            text.push_str(&print(value, format));
        }
        Some(Label { text: text.trim().to_owned(), is_bullet: false })
    }
}

fn level_number(text: Option<&str>) -> Option<u8> {
    text?.parse().ok().filter(|level| *level < LEVELS)
}

fn parse_level(node: Node<'_, '_>) -> Option<(u8, Level)> {
    let number = level_number(node.attr("ilvl"))?;
    let level = Level {
        start: node.child_value("start").and_then(|value| value.parse().ok()).unwrap_or(0),
        format: node.child_value("numFmt").unwrap_or("decimal").to_owned(),
        text: node.child_value("lvlText").unwrap_or_default().to_owned(),
        restart: node.child_value("lvlRestart").and_then(|value| value.parse().ok()),
        legal: node.flag("isLgl").unwrap_or(false),
        style: node.child_value("pStyle").map(str::to_owned),
    };
    Some((number, level))
}

/// A bullet of a picture font as the Unicode character it shows.
fn bullet(text: &str) -> String {
    match text {
        "\u{F0B7}" | "" | "\u{B7}" => "•".to_owned(),
        "\u{F0A7}" => "▪".to_owned(),
        "\u{F02D}" => "–".to_owned(),
        "\u{F0FC}" => "✓".to_owned(),
        "\u{F0D8}" => "➢".to_owned(),
        "\u{F076}" => "❖".to_owned(),
        "o" => "◦".to_owned(),
        other if other.chars().all(|c| ('\u{E000}'..='\u{F8FF}').contains(&c)) => "•".to_owned(),
        other => other.trim().to_owned(),
    }
}

/// A value in a number format of Word. Formats that no Kazakh or Russian document uses print as decimal numbers.
fn print(value: u32, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{value:02}"),
        "upperRoman" => to_roman(value),
        "lowerRoman" => to_roman(value).to_lowercase(),
        "upperLetter" => letters(value, LATIN).to_uppercase(),
        "lowerLetter" => letters(value, LATIN),
        "russianUpper" => letters(value, RUSSIAN).to_uppercase(),
        "russianLower" => letters(value, RUSSIAN),
        "ordinal" => format!("{value}-й"),
        _ => value.to_string(),
    }
}

/// а, б, … я, аа, бб, … as Word counts in letters.
fn letters(value: u32, alphabet: &str) -> String {
    const REPEATS_MAX: usize = 10;
    let count = alphabet.chars().count();
    let Some(index) = usize::try_from(value).ok().and_then(|value| value.checked_sub(1)) else {
        return String::new();
    };
    alphabet.chars().nth(index % count).map_or(String::new(), |letter| {
        std::iter::repeat_n(letter, (index / count + 1).min(REPEATS_MAX)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = "<numbering>
        <abstractNum abstractNumId='0'>
          <lvl ilvl='0'><start val='1'/><numFmt val='upperRoman'/><lvlText val='%1.'/></lvl>
          <lvl ilvl='1'><start val='1'/><numFmt val='decimal'/><lvlText val='%1.%2'/></lvl>
          <lvl ilvl='2'><start val='1'/><numFmt val='russianLower'/><lvlText val='%3)'/></lvl>
          <lvl ilvl='3'><start val='1'/><numFmt val='decimal'/><lvlText val='%1.%4'/><isLgl/></lvl>
        </abstractNum>
        <abstractNum abstractNumId='1'>
          <lvl ilvl='0'><start val='1'/><numFmt val='decimal'/><lvlText val='%1.'/></lvl>
          <lvl ilvl='1'><start val='1'/><numFmt val='decimal'/><lvlText val='%2)'/><lvlRestart val='0'/></lvl>
        </abstractNum>
        <abstractNum abstractNumId='2'><numStyleLink val='Steps'/></abstractNum>
        <num numId='1'><abstractNumId val='0'/></num>
        <num numId='2'><abstractNumId val='0'/><lvlOverride ilvl='2'><startOverride val='1'/></lvlOverride></num>
        <num numId='3'><abstractNumId val='1'/></num>
        <num numId='4'><abstractNumId val='2'/></num>
      </numbering>";

    fn labels(steps: &[(&str, u8)]) -> Vec<String> {
        let document = roxmltree::Document::parse(LISTS).unwrap();
        let numbering = Numbering::parse(document.root_element());
        let mut counters = Counters::default();
        let style = |name: &str| (name == "Steps").then(|| "3".to_owned());
        steps
            .iter()
            .map(|(num, level)| {
                counters.next(&numbering, num, *level, &style).map_or("?".to_owned(), |l| l.text)
            })
            .collect()
    }

    #[test]
    fn deeper_levels_restart_and_show_their_path() {
        assert_eq!(
            labels(&[
                ("1", 0),
                ("1", 1),
                ("1", 1),
                ("1", 2),
                ("1", 2),
                ("1", 0),
                ("1", 1),
                ("1", 2),
                ("1", 3)
            ]),
            ["I.", "I.1", "I.2", "а)", "б)", "II.", "II.1", "а)", "2.1"]
        );
    }

    #[test]
    fn a_start_override_restarts_once() {
        assert_eq!(
            labels(&[("1", 2), ("1", 2), ("2", 2), ("2", 2), ("1", 2)]),
            ["а)", "б)", "а)", "б)", "в)"]
        );
    }

    #[test]
    fn a_level_may_never_restart_and_a_list_may_be_a_style() {
        assert_eq!(
            labels(&[("3", 0), ("3", 1), ("3", 0), ("3", 1), ("4", 0)]),
            ["1.", "1)", "2.", "2)", "3."]
        );
        assert_eq!(labels(&[("9", 0), ("1", 8)]), ["?", "?"]);
    }

    #[test]
    fn letters_go_round() {
        assert_eq!(letters(10, RUSSIAN), "к");
        assert_eq!(letters(29, RUSSIAN), "я");
        assert_eq!(letters(30, RUSSIAN), "аа");
        assert_eq!(letters(0, RUSSIAN), "");
    }
}
