//! Akoma Ntoso 3.0 (OASIS LegalDocML), for archives and for readers of law: one language of one edition as
//! `<doc name="program">`.
//!
//! Identity follows the standard (naming convention 1.0, 5.): `GUID` is the permanent id of a provision, `wId` the
//! place where it first stood, `eId` the place where it stands now. `eId` is computed here and stored nowhere.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kenes_domain::language::Language;
use kenes_domain::program::{Cost, ProvisionData, ProvisionDraft, ProvisionKind};

use super::{Day, escape_xml};

/// Namespace of Akoma Ntoso 3.0.
const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// What the metadata say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Code of the territory (KATO), the number of the work.
    pub territory: String,
    /// Name of the territory's authority in the language of the text.
    pub authority: String,
    /// Title of the program in the language of the text.
    pub title: String,
    /// Year of the work.
    pub year: u16,
    /// The language of the text.
    pub language: Language,
    /// Every edition up to this one, oldest first; at least this one.
    pub editions: Vec<Day>,
    /// Day of this file.
    pub exported: Day,
}

/// One provision of the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision<'d> {
    /// Permanent id.
    pub id: &'d str,
    /// Place (`eId`) where it stood in the first edition that had it, when that differs from now.
    pub first_place: Option<&'d str>,
    /// What it says.
    pub draft: &'d ProvisionDraft,
}

/// Writes one language of an edition.
pub fn write(metadata: &Metadata, provisions: &[Provision<'_>]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "<akomaNtoso xmlns=\"{NAMESPACE}\"><doc name=\"program\" contains=\"{}\">",
        if metadata.editions.len() > 1 { "singleVersion" } else { "originalVersion" }
    );
    write_metadata(&mut text, metadata);
    let _ = write!(
        text,
        "<preface><longTitle eId=\"longtitle\"><p eId=\"longtitle__p_1\"><docTitle eId=\"longtitle__p_1__doctitle_1\">{}</docTitle></p></longTitle></preface><mainBody>",
        escape_xml(&metadata.title)
    );
    let tree = tree(provisions);
    let mut body = Body { text: &mut text, provisions, language: metadata.language };
    for node in &tree {
        body.node(node);
    }
    if tree.is_empty() {
        text.push_str("<p eId=\"p_1\"/>");
    }
    text.push_str("</mainBody></doc></akomaNtoso>\n");
    text
}

/// The `eId` of each provision, in reading order.
pub fn places(provisions: &[Provision<'_>]) -> Vec<String> {
    fn collect(nodes: &[Node], places: &mut Vec<(usize, String)>) {
        for node in nodes {
            places.push((node.index, node.place.clone()));
            collect(&node.children, places);
        }
    }
    let mut places = Vec::new();
    collect(&tree(provisions), &mut places);
    places.sort_unstable();
    places.into_iter().map(|(_, place)| place).collect()
}

fn write_metadata(text: &mut String, metadata: &Metadata) {
    let code = match metadata.language {
        Language::Kk => "kaz",
        Language::Ru => "rus",
    };
    let first = metadata.editions.first().copied().unwrap_or(metadata.exported);
    let last = metadata.editions.last().copied().unwrap_or(first);
    let number = escape_xml(&metadata.territory);
    let work = format!("/akn/kz/doc/program/{}/{number}", metadata.year);
    let expression = format!("{work}/{code}@{last}");
    let _ = write!(
        text,
        "<meta><identification source=\"#platform\"><FRBRWork><FRBRthis value=\"{work}/!main\"/><FRBRuri value=\"{work}\"/><FRBRdate date=\"{first}\" name=\"draft\"/><FRBRauthor href=\"#authority\"/><FRBRcountry value=\"kz\"/><FRBRsubtype value=\"program\"/><FRBRnumber value=\"{number}\"/></FRBRWork>\
<FRBRExpression><FRBRthis value=\"{expression}/!main\"/><FRBRuri value=\"{expression}\"/><FRBRdate date=\"{last}\" name=\"edition\"/><FRBRauthor href=\"#authority\"/><FRBRlanguage language=\"{code}\"/></FRBRExpression>\
<FRBRManifestation><FRBRthis value=\"{expression}/!main.xml\"/><FRBRuri value=\"{expression}.akn\"/><FRBRdate date=\"{}\" name=\"markup\"/><FRBRauthor href=\"#platform\"/></FRBRManifestation></identification>",
        metadata.exported
    );
    text.push_str("<lifecycle source=\"#platform\">");
    for (number, day) in (1..).zip(&metadata.editions) {
        let kind = if number == 1 { "generation" } else { "amendment" };
        let _ = write!(
            text,
            "<eventRef eId=\"eventref_{number}\" date=\"{day}\" source=\"#authority\" type=\"{kind}\"/>"
        );
    }
    if metadata.editions.is_empty() {
        let _ = write!(
            text,
            "<eventRef eId=\"eventref_1\" date=\"{first}\" source=\"#authority\" type=\"generation\"/>"
        );
    }
    let _ = write!(
        text,
        "</lifecycle><references source=\"#platform\"><TLCOrganization eId=\"authority\" href=\"/ontology/organization/kz/{number}\" showAs=\"{}\"/><TLCOrganization eId=\"platform\" href=\"/ontology/organization/kz/kenes\" showAs=\"Kenes\"/></references></meta>",
        escape_xml(&metadata.authority)
    );
}

/// A provision with its place and what is below it.
#[derive(Debug)]
struct Node {
    index: usize,
    place: String,
    children: Vec<Node>,
}

/// Element of the hierarchy for a kind, with the short form that stands in places.
fn element(kind: ProvisionKind) -> (&'static str, &'static str) {
    match kind {
        ProvisionKind::Section => ("section", "sec"),
        ProvisionKind::Heading => ("subsection", "subsec"),
        ProvisionKind::Goal => ("chapter", "chp"),
        ProvisionKind::Item => ("point", "point"),
        ProvisionKind::Paragraph
        | ProvisionKind::Indicator
        | ProvisionKind::Measure
        | ProvisionKind::Table
        | ProvisionKind::TableRow
        | ProvisionKind::Footnote => ("paragraph", "para"),
    }
}

fn tree(provisions: &[Provision<'_>]) -> Vec<Node> {
    let mut next = 0;
    children(provisions, &mut next, 0, "")
}

fn children(provisions: &[Provision<'_>], next: &mut usize, level: u8, parent: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut taken = BTreeSet::new();
    let mut count = 0;
    while let Some(provision) = provisions.get(*next).filter(|provision| provision.draft.level >= level) {
        count += 1;
        let (_, short) = element(provision.draft.kind);
        let label: String = provision
            .draft
            .label
            .chars()
            .map(|character| if character.is_alphanumeric() { character } else { '-' })
            .collect();
        let label = label.trim_matches('-').to_lowercase();
        let numbered = if label.is_empty() { format!("{short}_{count}") } else { format!("{short}_{label}") };
        let mut place = numbered.clone();
        let mut again = 2;
        while !taken.insert(place.clone()) {
            place = format!("{numbered}-{again}");
            again += 1;
        }
        let place = if parent.is_empty() { place } else { format!("{parent}__{place}") };
        let index = *next;
        *next += 1;
        let below = children(provisions, next, provision.draft.level.saturating_add(1), &place);
        nodes.push(Node { index, place, children: below });
    }
    nodes
}

struct Body<'b, 'd> {
    text: &'b mut String,
    provisions: &'b [Provision<'d>],
    language: Language,
}

impl Body<'_, '_> {
    fn node(&mut self, node: &Node) {
        let Some(provision) = self.provisions.get(node.index) else { return };
        let draft = provision.draft;
        let (element, _) = element(draft.kind);
        let place = &node.place;
        self.text.push('<');
        self.text.push_str(element);
        self.identity(provision, place);
        if element == "paragraph" && draft.kind != ProvisionKind::Paragraph {
            let _ = write!(self.text, " class=\"{}\"", draft.kind);
        }
        self.text.push('>');
        if !draft.label.is_empty() {
            let _ = write!(self.text, "<num eId=\"{place}__num_1\">{}</num>", escape_xml(&draft.label));
        }
        let has_heading =
            matches!(draft.kind, ProvisionKind::Section | ProvisionKind::Heading | ProvisionKind::Goal);
        let own = self.text_of(draft);
        if has_heading {
            let _ = write!(self.text, "<heading eId=\"{place}__heading_1\">{own}</heading>");
        }
        if draft.kind == ProvisionKind::Table {
            self.table(node, &own);
        } else if node.children.is_empty() {
            self.text.push_str("<content>");
            if has_heading {
                let _ = write!(self.text, "<p eId=\"{place}__p_1\"/>");
            } else {
                let _ = write!(self.text, "<p eId=\"{place}__p_1\">{own}</p>");
                self.figures(&draft.data, place);
            }
            self.text.push_str("</content>");
        } else {
            if !has_heading {
                let _ = write!(
                    self.text,
                    "<intro eId=\"{place}__intro_1\"><p eId=\"{place}__intro_1__p_1\">{own}</p>"
                );
                self.figures(&draft.data, &format!("{place}__intro_1"));
                self.text.push_str("</intro>");
            }
            for child in &node.children {
                self.node(child);
            }
        }
        let _ = write!(self.text, "</{element}>");
    }

    fn identity(&mut self, provision: &Provision<'_>, place: &str) {
        let _ = write!(self.text, " eId=\"{place}\"");
        if let Some(first) = provision.first_place.filter(|first| *first != place) {
            let _ = write!(self.text, " wId=\"{}\"", escape_xml(first));
        }
        let _ = write!(self.text, " GUID=\"{}\"", escape_xml(provision.id));
    }

    /// The text in the language of the file; the other language is marked as such, never passed off as this one.
    fn text_of(&self, draft: &ProvisionDraft) -> String {
        let Some((language, text)) = draft.text.best(self.language) else { return String::new() };
        let escaped = escape_xml(text).replace('\n', "<br/>").replace('\t', " ");
        if language == self.language {
            escaped
        } else {
            format!("<span xml:lang=\"{language}\">{escaped}</span>")
        }
    }

    /// A table of rows, with what is below a row (its notes) in the last cell.
    fn table(&mut self, node: &Node, caption: &str) {
        let place = &node.place;
        let _ = write!(self.text, "<content><table eId=\"{place}__table_1\"><caption>{caption}</caption>");
        let mut width = 1;
        for child in &node.children {
            if let Some(provision) = self.provisions.get(child.index) {
                let text = provision.draft.text.best(self.language).map_or("", |(_, text)| text);
                width = width.max(text.split('\t').count());
            }
        }
        if node.children.is_empty() {
            let _ = write!(self.text, "<tr eId=\"{place}__tr_1\"><td><p/></td></tr>");
        }
        for child in &node.children {
            self.table_row(child, width);
        }
        self.text.push_str("</table></content>");
    }

    fn table_row(&mut self, node: &Node, width: usize) {
        let Some(provision) = self.provisions.get(node.index) else { return };
        self.text.push_str("<tr");
        self.identity(provision, &node.place);
        self.text.push('>');
        let text = provision.draft.text.best(self.language).map_or("", |(_, text)| text);
        let cells: Vec<&str> = text.split('\t').collect();
        for column in 0..width {
            let cell = cells.get(column).copied().unwrap_or_default();
            let _ = write!(self.text, "<td><p>{}</p>", escape_xml(cell).replace('\n', "<br/>"));
            if column + 1 == width {
                self.below(&node.children);
            }
            self.text.push_str("</td>");
        }
        self.text.push_str("</tr>");
    }

    fn below(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let Some(provision) = self.provisions.get(node.index) {
                let own = self.text_of(provision.draft);
                self.text.push_str("<p");
                self.identity(provision, &node.place);
                let _ = write!(self.text, ">{}{own}</p>", escape_xml(&provision.draft.label));
                self.below(&node.children);
            }
        }
    }

    /// Figures as a table of two columns.
    fn figures(&mut self, data: &ProvisionData, place: &str) {
        let rows: Vec<(String, String)> = match data {
            ProvisionData::Text => return,
            ProvisionData::Indicator(indicator) => {
                let unit = indicator.unit.best(self.language).map_or("", |(_, unit)| unit);
                let base =
                    indicator.base_value.iter().map(|value| (indicator.base_year.to_string(), value.clone()));
                let targets =
                    indicator.targets.iter().map(|target| (target.year.to_string(), target.value.clone()));
                std::iter::once(("unit".to_owned(), unit.to_owned())).chain(base).chain(targets).collect()
            }
            ProvisionData::Measure(measure) => {
                let executor = measure.executor.best(self.language).map_or("", |(_, text)| text);
                let completion = measure.completion.best(self.language).map_or("", |(_, text)| text);
                let mut rows = vec![
                    ("years".to_owned(), format!("{}–{}", measure.starts, measure.ends)),
                    ("executor".to_owned(), executor.to_owned()),
                    ("completion".to_owned(), completion.to_owned()),
                ];
                match &measure.cost {
                    Cost::Unknown => rows.push(("cost".to_owned(), "unknown".to_owned())),
                    Cost::Known(lines) => rows.extend(lines.iter().map(|line| {
                        (format!("{} {}", line.year, line.source), line.amount.amount().to_string())
                    })),
                }
                rows
            }
        };
        let _ = write!(self.text, "<table eId=\"{place}__table_1\" class=\"figures\">");
        for (number, (name, value)) in (1..).zip(rows) {
            let _ = write!(
                self.text,
                "<tr eId=\"{place}__table_1__tr_{number}\"><th><p>{}</p></th><td><p>{}</p></td></tr>",
                escape_xml(&name),
                escape_xml(&value)
            );
        }
        self.text.push_str("</table>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_domain::language::Bilingual;
    use kenes_domain::money::{FundingSource, Tenge};
    use kenes_domain::program::{CostLine, Indicator, Measure, Target};

    const DAY: Day = Day { year: 2020, month: 10, day: 15 };

    fn draft(kind: ProvisionKind, level: u8, label: &str, kk: &str, data: ProvisionData) -> ProvisionDraft {
        let text =
            Bilingual { kk: Some(kk.to_owned()), ru: (!kk.starts_with('*')).then(|| format!("ru {kk}")) };
        ProvisionDraft { kind, level, label: label.to_owned(), direction: None, text, data }
    }

    fn edition() -> Vec<ProvisionDraft> {
        use ProvisionKind::{Footnote, Goal, Heading, Item, Paragraph, Section, Table, TableRow};
        let text = ProvisionData::Text;
        let indicator = ProvisionData::Indicator(Indicator {
            unit: Bilingual::new("бірлік", "ед."),
            base_year: 2020,
            base_value: Some("21".to_owned()),
            aim: None,
            targets: vec![Target { year: 2021, value: "23".to_owned() }],
        });
        let measure = ProvisionData::Measure(Measure {
            starts: 2021,
            ends: 2022,
            executor: Bilingual::new("бөлім", "отдел"),
            completion: Bilingual::default(),
            cost: Cost::Known(vec![CostLine {
                year: 2021,
                source: FundingSource::Local,
                amount: Tenge::new(5_000_000),
            }]),
        });
        vec![
            draft(Section, 0, "I.", "Су & <жол>", text.clone()),
            draft(Heading, 1, "1.1", "Ауыз су", text.clone()),
            draft(Paragraph, 2, "", "Ауылдар:\nекі жол", text.clone()),
            draft(Item, 3, "1)", "Қызылтал;", text.clone()),
            draft(Item, 3, "1)", "*Бірлік.", text.clone()),
            draft(Footnote, 4, "1", "ескерту", text.clone()),
            draft(Goal, 1, "", "1-мақсат", text.clone()),
            draft(ProvisionKind::Indicator, 2, "1", "Қамту", indicator),
            draft(ProvisionKind::Measure, 2, "1", "Құбыр", measure),
            draft(Paragraph, 3, "", "Мерзімі: IV тоқсан", text.clone()),
            draft(Table, 1, "", "1-кесте", text.clone()),
            draft(TableRow, 2, "", "А\tБ\tВ", text.clone()),
            draft(TableRow, 2, "", "1", text.clone()),
            draft(Footnote, 3, "", "жол астында", text),
            draft(Section, 0, "", "Соңы", ProvisionData::Text),
        ]
    }

    fn provisions<'d>(drafts: &'d [ProvisionDraft], ids: &'d [String]) -> Vec<Provision<'d>> {
        drafts
            .iter()
            .zip(ids)
            .map(|(draft, id)| Provision { id, first_place: Some("sec_9"), draft })
            .collect()
    }

    fn metadata(language: Language) -> Metadata {
        Metadata {
            territory: "981000000".to_owned(),
            authority: "«Үлгі» әкімдігі & Ко".to_owned(),
            title: "Бағдарлама".to_owned(),
            year: 2020,
            language,
            editions: vec![Day { year: 2020, month: 9, day: 1 }, DAY],
            exported: DAY,
        }
    }

    #[test]
    fn the_file_is_well_formed_and_loses_nothing() {
        let drafts = edition();
        let ids: Vec<String> = (0..drafts.len()).map(|n| format!("prov{n:06}")).collect();
        let provisions = provisions(&drafts, &ids);
        for language in [Language::Kk, Language::Ru] {
            let text = write(&metadata(language), &provisions);
            let document = roxmltree::Document::parse(&text).unwrap();
            let guids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("GUID")).collect();
            assert_eq!(guids, ids, "every provision once, in reading order");
            let eids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("eId")).collect();
            let unique: BTreeSet<&&str> = eids.iter().collect();
            assert_eq!(unique.len(), eids.len(), "no place twice");
            let plain: String =
                document.descendants().filter(roxmltree::Node::is_text).filter_map(|n| n.text()).collect();
            for draft in &drafts {
                let (_, own) = draft.text.best(language).unwrap();
                for word in own.split_whitespace() {
                    assert!(plain.contains(word), "{word}");
                }
            }
            assert!(plain.contains("5000000"));
        }
    }

    #[test]
    fn places_say_where_a_provision_stands() {
        let drafts = edition();
        let ids: Vec<String> = drafts.iter().map(|_| "x".to_owned()).collect();
        let places = places(&provisions(&drafts, &ids));
        assert_eq!(places[0], "sec_i");
        assert_eq!(places[3], "sec_i__subsec_1-1__para_1__point_1");
        assert_eq!(places[4], "sec_i__subsec_1-1__para_1__point_1-2");
        assert_eq!(places[14], "sec_2");
    }
}
