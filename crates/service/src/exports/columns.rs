//! The columns of every data set. Names are added to, never renamed and never given another meaning.

use kenes_domain::open_data::ColumnType::{self, Boolean, Date, Integer, Moment, Text};
use kenes_domain::open_data::Dataset;

/// A column with its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What its values are.
    pub kind: ColumnType,
    /// What it means. Pages say the same in the reader's language.
    pub about: &'static str,
}

const fn column(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, about }
}

const PROGRAM: Column = column("program", Text, "Public id of the program");
const PROVISION: Column = column("provision", Text, "Public id of the provision, the same in every edition");
const EDITION: Column = column("edition", Integer, "Number of the edition");
const TERRITORY: Column = column("territory", Text, "Public id of the territory");
const TERRITORY_KK: Column = column("territory_kk", Text, "Name of the territory in Kazakh");
const TERRITORY_RU: Column = column("territory_ru", Text, "Name of the territory in Russian");
const REGION_KK: Column = column("region_kk", Text, "Name of the region above in Kazakh");
const REGION_RU: Column = column("region_ru", Text, "Name of the region above in Russian");
const LABEL: Column = column("label", Text, "Printed number of the provision");
const DIRECTION: Column = column("direction", Text, "Code of the campaign's direction");
const TEXT_KK: Column = column("text_kk", Text, "Text in Kazakh; empty when it is not translated");
const TEXT_RU: Column = column("text_ru", Text, "Text in Russian; empty when it is not translated");
const YEAR: Column = column("year", Integer, "Calendar year");
const SOURCE: Column = column("source", Text, "Funding source");
const RECEIVED: Column =
    column("received", Integer, "Contributions received: the sum of the next five columns");
const OPEN: Column = column("open", Integer, "Contributions that wait for a decision");
const DECIDED: Column = column("decided", Integer, "Contributions decided on their own");
const GROUPED: Column = column("grouped", Integer, "Contributions decided together with a group");
const MODERATED: Column = column("moderated", Integer, "Contributions hidden with a public reason");
const WITHDRAWN: Column = column("withdrawn", Integer, "Contributions taken back or erased by their authors");
const PHASE: Column = column("phase", Text, "Phase of the program");

const PROGRAMS: &[Column] = &[
    PROGRAM,
    TERRITORY,
    column("kato", Text, "Code of the territory in the official classifier"),
    TERRITORY_KK,
    TERRITORY_RU,
    REGION_KK,
    REGION_RU,
    column("title_kk", Text, "Title in Kazakh"),
    column("title_ru", Text, "Title in Russian"),
    PHASE,
    EDITION,
    column("first_year", Integer, "First year of the program"),
    column("last_year", Integer, "Last year of the program"),
    column("measures", Integer, "Measures in the current edition"),
    column("indicators", Integer, "Indicators in the current edition"),
    column("planned_tenge", Integer, "All known costs of the current edition, whole tenge"),
    column("cost_unknown", Integer, "Measures whose cost nobody has said; they are in no sum"),
    RECEIVED,
    OPEN,
    DECIDED,
    GROUPED,
    MODERATED,
    WITHDRAWN,
];

const PROVISIONS: &[Column] = &[
    PROGRAM,
    EDITION,
    column("position", Integer, "Place in reading order, from 0"),
    PROVISION,
    column("kind", Text, "What the provision is"),
    column("level", Integer, "Depth in the tree, 0 for sections"),
    LABEL,
    DIRECTION,
    TEXT_KK,
    TEXT_RU,
    column("contributions", Integer, "Contributions to the provision in any edition"),
];

const INDICATORS: &[Column] = &[
    PROGRAM,
    EDITION,
    PROVISION,
    LABEL,
    DIRECTION,
    TEXT_KK,
    TEXT_RU,
    column("unit_kk", Text, "Unit in Kazakh"),
    column("unit_ru", Text, "Unit in Russian"),
    column("aim", Text, "Which way the indicator should go: up or down"),
    column("base_year", Integer, "Year of the baseline"),
    column("base_value", Text, "Value in that year as a decimal text"),
    YEAR,
    column("target", Text, "What should be reached in the year, as a decimal text"),
];

const MEASURES: &[Column] = &[
    PROGRAM,
    EDITION,
    PROVISION,
    LABEL,
    DIRECTION,
    TEXT_KK,
    TEXT_RU,
    column("starts", Integer, "First year of the work"),
    column("ends", Integer, "Last year of the work: the deadline"),
    column("executor_kk", Text, "Responsible executor in Kazakh"),
    column("executor_ru", Text, "Responsible executor in Russian"),
    column("cost_known", Boolean, "Whether the cost is known; an unknown cost is not zero"),
    YEAR,
    SOURCE,
    column("tenge", Integer, "Amount of the year and source, whole tenge"),
];

const CONTRIBUTIONS: &[Column] = &[
    column("leaf_index", Integer, "Number of the act in the journal by which it was received"),
    column("id", Text, "Public id; it says nothing about the receipt"),
    PROGRAM,
    PROVISION,
    LABEL,
    EDITION,
    column("kind", Text, "What the contribution wants to be"),
    column("language", Text, "Language of the text"),
    column("channel", Text, "How it came"),
    column("verification", Text, "How far the person is known"),
    column("visibility", Text, "Whether the public sees it; what is not visible is a stub without text"),
    column("reason", Text, "Coded reason of moderation"),
    column("received_at", Moment, "When it was received"),
    column("late", Boolean, "Whether it came after the closing"),
    column("due_on", Date, "Last day for the answer"),
    column("text", Text, "The text exactly as received; empty in a stub"),
    column("name", Text, "Name under which it is shown"),
    column("place", Text, "Where in the territory"),
    column("quote", Text, "Words of the provision that it quotes"),
    column("problem", Text, "Problem of a proposal"),
    column("solution", Text, "Solution of a proposal"),
    column("cost_tenge", Integer, "Cost of a proposal by its author, whole tenge"),
    column("supports_email", Integer, "Supports with a confirmed address"),
    column("supports_anonymous", Integer, "Supports without an account"),
    column("dispositions", Text, "What was decided, words separated by spaces when it was split"),
    column("decided_at", Moment, "When the newest decision on it was published"),
];

const DECISIONS: &[Column] = &[
    column("leaf_index", Integer, "Number of the act in the journal by which it was published"),
    column("id", Text, "Public id of the decision"),
    PROGRAM,
    column("disposition", Text, "What was decided"),
    column("reason_kk", Text, "Why, in Kazakh"),
    column("reason_ru", Text, "Why, in Russian"),
    column("office_kk", Text, "Office that decided, in Kazakh"),
    column("office_ru", Text, "Office that decided, in Russian"),
    column("points", Integer, "Points decided together"),
    column("published_at", Moment, "When it was published"),
];

const MODERATIONS: &[Column] = &[
    column("id", Text, "Public id of the contribution"),
    PROGRAM,
    column("action", Text, "What the moderator did"),
    column("reason", Text, "Coded reason of moderation"),
    column("role", Text, "Role of the moderator"),
    column("happened_at", Moment, "When it happened"),
];

const ENVELOPES: &[Column] = &[
    TERRITORY,
    TERRITORY_KK,
    TERRITORY_RU,
    YEAR,
    SOURCE,
    column("kind", Text, "What the line is; a withdrawal counts against"),
    column("purpose", Text, "For what, when the act names it"),
    column("tenge", Integer, "Amount of the year and source, whole tenge"),
    column("act", Text, "Act that sets it, as printed"),
    column("recorded_at", Moment, "Since when the line holds"),
    column("replaced_at", Moment, "Since when it no longer holds"),
];

const PROGRESS: &[Column] = &[
    PROGRAM,
    TERRITORY,
    TERRITORY_KK,
    TERRITORY_RU,
    REGION_KK,
    REGION_RU,
    PHASE,
    RECEIVED,
    OPEN,
    DECIDED,
    GROUPED,
    MODERATED,
    WITHDRAWN,
    column("overdue", Integer, "Open contributions whose last day for the answer is over"),
    column("led_to_changes", Integer, "Contributions decided as accepted or partly accepted"),
    column("median_days", Integer, "Days from receipt to the newest decision, the middle of all"),
    column("decisions", Integer, "Published decisions"),
    column(
        "boilerplate",
        Integer,
        "Published decisions whose reason stands word for word in another one of the program",
    ),
];

const JOURNAL: &[Column] = &[
    column("leaf_index", Integer, "Number of the act, from 0, without gaps"),
    column("kind", Text, "What happened"),
    column("happened_at", Moment, "When it happened"),
    column("kato", Text, "Code of the territory in the official classifier"),
    column("subject", Text, "What it is about"),
    column("leaf_hash", Text, "Hash of the leaf, hexadecimal"),
];

/// The columns of a data set, in order.
pub const fn columns(dataset: Dataset) -> &'static [Column] {
    match dataset {
        Dataset::Programs => PROGRAMS,
        Dataset::Provisions => PROVISIONS,
        Dataset::Indicators => INDICATORS,
        Dataset::Measures => MEASURES,
        Dataset::Contributions => CONTRIBUTIONS,
        Dataset::Decisions => DECISIONS,
        Dataset::Moderations => MODERATIONS,
        Dataset::Envelopes => ENVELOPES,
        Dataset::Progress => PROGRESS,
        Dataset::Journal => JOURNAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_name_stands_once_in_a_table() {
        for dataset in Dataset::ALL {
            let mut seen = BTreeSet::new();
            for column in columns(*dataset) {
                assert!(seen.insert(column.name), "{dataset}: {}", column.name);
            }
        }
    }
}
