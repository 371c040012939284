//! The fields of the index.
//!
//! A change here, in the analyzers or in [`Document`](crate::document::Document) raises [`SCHEMA_VERSION`]: an index
//! of another version is rebuilt, never migrated.

use kenes_domain::{folding, language::Language};
use tantivy::{
    TantivyDocument,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    },
};

use crate::{
    analysis::{Analyzer, Form, canonical_words},
    document::{Audience, Document},
    error::SearchError,
};

/// Raised with every change of fields or analyzers.
pub const SCHEMA_VERSION: u32 = 2;

/// The fields of the texts of one language and one audience.
///
/// What is not public has fields of its own, so that it influences nothing the public sees: no count, no frequency
/// in the ranking, no correction, no completion.
#[derive(Debug, Clone, Copy)]
pub struct TextFields {
    word: Field,
    stem: Field,
    head: Field,
    gram: Field,
}

impl TextFields {
    /// The field that holds a form.
    pub const fn form(&self, form: Form) -> Field {
        match form {
            Form::Word => self.word,
            Form::Stem => self.stem,
            Form::Head => self.head,
            Form::Gram => self.gram,
        }
    }
}

/// All fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Unique id.
    pub id: Field,
    /// The document as JSON.
    pub source: Field,
    /// Kind code.
    pub kind: Field,
    /// Languages of its texts.
    pub language: Field,
    /// Territory and all above.
    pub territory: Field,
    /// Program.
    pub program: Field,
    /// Edition number.
    pub edition: Field,
    /// 1 when current.
    pub current: Field,
    /// Direction code.
    pub direction: Field,
    /// State code.
    pub state: Field,
    /// Disposition code.
    pub decision: Field,
    /// Years.
    pub year: Field,
    /// Microseconds since 1970.
    pub date: Field,
    /// Number of supports.
    pub supports: Field,
    /// Tenge.
    pub money: Field,
    /// A number made of the id: the order of equals, the same in every index.
    pub order: Field,
    /// See [`audience_code`].
    pub audience: Field,
    /// Languages of its texts with their audience, see [`reach`].
    pub reach: Field,
    suggestions: [Field; 2],
    /// Kazakh public, Kazakh workspace, Russian public, Russian workspace.
    texts: [TextFields; 4],
}

/// The term of [`Fields::audience`].
pub const fn audience_code(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Workspace => "workspace",
    }
}

/// The term of [`Fields::reach`], by which the texts of a language are counted.
pub fn reach(language: Language, audience: Audience) -> String {
    format!("{language}/{}", audience_code(audience))
}

/// Names of the columns read by facets and sorting.
pub mod column {
    /// See [`super::Fields::kind`]; the others likewise.
    pub const KIND: &str = "kind";
    /// Languages.
    pub const LANGUAGE: &str = "language";
    /// Territories.
    pub const TERRITORY: &str = "territory";
    /// Program.
    pub const PROGRAM: &str = "program";
    /// Edition.
    pub const EDITION: &str = "edition";
    /// Direction.
    pub const DIRECTION: &str = "direction";
    /// State.
    pub const STATE: &str = "state";
    /// Decision.
    pub const DECISION: &str = "decision";
    /// Years.
    pub const YEAR: &str = "year";
    /// Date.
    pub const DATE: &str = "date";
    /// Supports.
    pub const SUPPORTS: &str = "supports";
    /// Money.
    pub const MONEY: &str = "money";
    /// Order of equals.
    pub const ORDER: &str = "order";
}

impl Fields {
    /// The schema and its fields.
    pub fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let texts = ["kk", "kk_workspace", "ru", "ru_workspace"].map(|code| {
            let mut add = |name: &str, option: IndexRecordOption, norms: bool| {
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer("whitespace")
                    .set_index_option(option)
                    .set_fieldnorms(norms);
                schema.add_text_field(
                    &format!("{code}_{name}"),
                    TextOptions::default().set_indexing_options(indexing),
                )
            };
            TextFields {
                word: add("word", IndexRecordOption::WithFreqsAndPositions, false),
                stem: add("stem", IndexRecordOption::WithFreqs, true),
                head: add("head", IndexRecordOption::WithFreqs, false),
                gram: add("gram", IndexRecordOption::WithFreqs, false),
            }
        });
        let plain = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let plain = TextOptions::default().set_indexing_options(plain);
        let suggestions =
            ["kk_suggestion", "ru_suggestion"].map(|name| schema.add_text_field(name, plain.clone()));
        let fields = Self {
            id: schema.add_text_field("id", STRING),
            source: schema.add_text_field("source", STORED),
            kind: schema.add_text_field(column::KIND, STRING | FAST),
            language: schema.add_text_field(column::LANGUAGE, STRING | FAST),
            territory: schema.add_i64_field(column::TERRITORY, INDEXED | FAST),
            program: schema.add_text_field(column::PROGRAM, STRING | FAST),
            edition: schema.add_u64_field(column::EDITION, INDEXED | FAST),
            current: schema.add_u64_field("current", INDEXED),
            direction: schema.add_text_field(column::DIRECTION, STRING | FAST),
            state: schema.add_text_field(column::STATE, STRING | FAST),
            decision: schema.add_text_field(column::DECISION, STRING | FAST),
            year: schema.add_u64_field(column::YEAR, INDEXED | FAST),
            date: schema.add_i64_field(column::DATE, INDEXED | FAST),
            supports: schema.add_u64_field(column::SUPPORTS, FAST),
            money: schema.add_i64_field(column::MONEY, INDEXED | FAST),
            order: schema.add_u64_field(column::ORDER, FAST),
            audience: schema.add_text_field("audience", STRING),
            reach: schema.add_text_field("reach", STRING),
            suggestions,
            texts,
        };
        (schema.build(), fields)
    }

    /// The fields of a language and an audience.
    pub const fn texts(&self, language: Language, audience: Audience) -> &TextFields {
        let [kk, kk_workspace, ru, ru_workspace] = &self.texts;
        match (language, audience) {
            (Language::Kk, Audience::Public) => kk,
            (Language::Kk, Audience::Workspace) => kk_workspace,
            (Language::Ru, Audience::Public) => ru,
            (Language::Ru, Audience::Workspace) => ru_workspace,
        }
    }

    /// The words of public documents as written, for completions and corrections shown to people.
    pub const fn suggestion(&self, language: Language) -> Field {
        let [kk, ru] = self.suggestions;
        match language {
            Language::Kk => kk,
            Language::Ru => ru,
        }
    }
}

/// Turns documents into what the engine stores; remembers analyzed words.
#[derive(Debug)]
pub struct Encoder {
    fields: Fields,
    kk: Analyzer,
    ru: Analyzer,
}

impl Encoder {
    /// An encoder for these fields.
    pub fn new(fields: Fields) -> Self {
        Self { fields, kk: Analyzer::new(Language::Kk), ru: Analyzer::new(Language::Ru) }
    }

    /// The engine's form of a document.
    pub fn encode(&mut self, document: &Document) -> Result<TantivyDocument, SearchError> {
        let fields = self.fields;
        let mut encoded = TantivyDocument::new();
        encoded.add_text(fields.id, &document.id);
        encoded.add_text(fields.source, serde_json::to_string(document)?);
        encoded.add_text(fields.kind, document.kind.as_str());
        for territory in &document.territories {
            encoded.add_i64(fields.territory, *territory);
        }
        for (field, value) in [
            (fields.program, &document.program),
            (fields.direction, &document.direction),
            (fields.state, &document.state),
            (fields.decision, &document.decision),
        ] {
            if let Some(value) = value {
                encoded.add_text(field, value);
            }
        }
        if let Some(edition) = document.edition {
            encoded.add_u64(fields.edition, u64::from(edition));
        }
        encoded.add_u64(fields.current, u64::from(document.current));
        for year in &document.years {
            encoded.add_u64(fields.year, u64::from(*year));
        }
        encoded.add_i64(fields.date, document.date.micros());
        encoded.add_u64(fields.order, order(&document.id));
        encoded.add_u64(fields.supports, u64::from(document.supports));
        if let Some(money) = document.money_tenge {
            encoded.add_i64(fields.money, money);
        }
        encoded.add_text(fields.audience, audience_code(document.audience));
        for text in &document.texts {
            encoded.add_text(fields.language, text.language.as_str());
            encoded.add_text(fields.reach, reach(text.language, document.audience));
            self.encode_text(&mut encoded, text.language, document.audience, &text.title);
            self.encode_text(&mut encoded, text.language, document.audience, &text.body);
        }
        Ok(encoded)
    }

    fn encode_text(
        &mut self,
        encoded: &mut TantivyDocument,
        language: Language,
        audience: Audience,
        text: &str,
    ) {
        let fields = *self.fields.texts(language, audience);
        let suggestion = self.fields.suggestion(language);
        let analyzer = match language {
            Language::Kk => &mut self.kk,
            Language::Ru => &mut self.ru,
        };
        // One text per field with a space after each term, cut again by the engine at the spaces: handing over terms one
        // by one costs the engine a detour through JSON, which is half of the time of a rebuild.
        let (mut words, mut stems, mut heads, mut grams, mut suggestions) =
            (String::new(), String::new(), String::new(), String::new(), String::new());
        // A text in Latin letters is indexed as read, so that both alphabets find it.
        for written in readings(language, text) {
            let forms = analyzer.forms(&written);
            push_term(&mut words, &forms.word);
            push_term(&mut stems, &forms.stem);
            if !forms.head.is_empty() {
                push_term(&mut heads, &forms.head);
            }
            for gram in &forms.grams {
                push_term(&mut grams, gram);
            }
            if audience == Audience::Public && !written.chars().any(|character| character.is_ascii_digit()) {
                push_term(&mut suggestions, &written);
            }
        }
        for (field, terms) in [
            (fields.form(Form::Word), words),
            (fields.form(Form::Stem), stems),
            (fields.form(Form::Head), heads),
            (fields.form(Form::Gram), grams),
            (suggestion, suggestions),
        ] {
            if !terms.is_empty() {
                encoded.add_text(field, terms);
            }
        }
    }
}

fn push_term(terms: &mut String, term: &str) {
    terms.push_str(term);
    terms.push(' ');
}

/// The canonical words of a text as they are indexed: Kazakh words in Latin letters in their Cyrillic reading, when
/// most of the text is in Latin letters.
pub fn readings(language: Language, text: &str) -> Vec<String> {
    let (cyrillic, latin) = text.chars().fold((0_usize, 0_usize), |(cyrillic, latin), character| {
        (
            cyrillic + usize::from(folding::is_cyrillic(character)),
            latin + usize::from(folding::is_latin(character)),
        )
    });
    if language == Language::Kk
        && latin > cyrillic
        && let Some(read) = folding::latin_to_cyrillic(text)
    {
        return canonical_words(&read);
    }
    canonical_words(text)
}

/// A 64-bit FNV-1a hash of an id.
fn order(id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
