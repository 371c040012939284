//! The public data sets: which there are, and in which forms they can be had. The words stand in addresses for ever.

use crate::text_enum::text_enum;

text_enum! {
    /// A data set.
    pub enum Dataset {
        /// One row per program.
        Programs => "programs",
        /// One row per provision of the current editions.
        Provisions => "provisions",
        /// One row per indicator and year.
        Indicators => "indicators",
        /// One row per measure, year and source.
        Measures => "measures",
        /// One row per contribution; of those that are not shown, a stub.
        Contributions => "contributions",
        /// One row per published decision.
        Decisions => "decisions",
        /// One row per act of moderation.
        Moderations => "moderations",
        /// One row per line of an envelope, with those that no longer hold.
        Envelopes => "envelopes",
        /// One row per program: how far its consultation has come.
        Progress => "progress",
        /// One row per act of the journal.
        Journal => "journal",
    }
}

text_enum! {
    /// The form of a file.
    pub enum FileForm {
        /// CSV with a byte order mark.
        Csv => "csv",
        /// One JSON object per line.
        JsonLines => "jsonl",
        /// An Excel workbook.
        Xlsx => "xlsx",
    }
}

text_enum! {
    /// The type of a column, in the words of Frictionless Table Schema.
    pub enum ColumnType {
        /// A text.
        Text => "string",
        /// A whole number; money is whole tenge.
        Integer => "integer",
        /// A day like `2026-11-16`.
        Date => "date",
        /// A moment in UTC like `2026-11-16T06:00:00Z`.
        Moment => "datetime",
        /// `true` or `false`.
        Boolean => "boolean",
    }
}

impl Dataset {
    /// Whether the rows come in the order of the journal, so that a link with a position of the journal gives the
    /// same rows for ever.
    pub const fn follows_journal(self) -> bool {
        matches!(self, Self::Contributions | Self::Decisions | Self::Journal)
    }
}

impl FileForm {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
