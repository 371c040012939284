//! From the words of a query to terms of the index.
//!
//! A query becomes a list of concepts. A concept is a word, a glossary expression, a phrase or an OR group; it has
//! alternatives: the words themselves in the forms of each language, corrections, synonyms, translations. An
//! alternative has parts (one per word), a part has terms. A term is *strict* when a document that holds it says
//! what was asked (word, stem, correction, translation), and *soft* when it only helps to rank (head, gram).

use kenes_domain::{folding, language::Language};

use crate::{
    analysis::{Form, WordForms, canonical_words, head, is_number, stem, stop_words::is_stop_word},
    error::SearchError,
    glossary::{ENTRY_WORDS_MAX, Glossary},
    ranking,
    reading::Reading,
    search::Expansion,
    statistics::Statistics,
    syntax::{Item, ParsedQuery},
    topics,
};

/// Most words a misspelt word is replaced by.
const CORRECTIONS_MAX: usize = 3;
/// Most words the unfinished last word is completed to, per language.
const COMPLETIONS_MAX: usize = 40;
/// Fewest letters of an unfinished word that is completed.
const COMPLETED_LETTERS_MIN: usize = 2;

/// A term of the index with its weight in the query.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedTerm {
    /// Language whose field holds it.
    pub language: Language,
    /// Form, and so the field.
    pub form: Form,
    /// The term.
    pub text: String,
    /// Factor on top of the form's own weight.
    pub weight: f64,
    /// Whether it alone says what was asked.
    pub strict: bool,
}

/// One word of an alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Any of these terms.
    Terms(Vec<PlannedTerm>),
    /// These folded words in a row.
    Phrase {
        /// Language whose field is searched.
        language: Language,
        /// The words.
        words: Vec<String>,
    },
}

/// One way to say a concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// All of these.
    pub parts: Vec<Part>,
}

/// One thing looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// As the user wrote it.
    pub label: String,
    /// Any of these.
    pub alternatives: Vec<Alternative>,
}

/// A query ready to run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What to look for.
    pub concepts: Vec<Concept>,
    /// What must not be there.
    pub without: Vec<Concept>,
    /// Expansions into the other language.
    pub expansions: Vec<Expansion>,
    /// Words of the same topic: they find nothing, but rank what was found.
    pub context: Vec<PlannedTerm>,
}

/// What the planner may do.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// The index.
    pub statistics: &'o Statistics<'o>,
    /// Built-in pairs.
    pub glossary: &'o Glossary,
    /// Pairs learnt from aligned texts.
    pub learnt: &'o Glossary,
    /// Languages of the texts wanted.
    pub targets: &'o [Language],
    /// Whether to look for translations.
    pub across_languages: bool,
    /// Whether the last word is still being typed.
    pub complete_last_word: bool,
}

/// Plans a query whose text was read in this way.
pub fn plan(query: &ParsedQuery, reading: &Reading, options: &Options) -> Result<Plan, SearchError> {
    let mut planner = Planner { reading, options, plan: Plan::default() };
    planner.run(query)?;
    Ok(planner.plan)
}

struct Planner<'p> {
    reading: &'p Reading,
    options: &'p Options<'p>,
    plan: Plan,
}

impl Planner<'_> {
    fn run(&mut self, query: &ParsedQuery) -> Result<(), SearchError> {
        // Words that follow each other form one run, so that expressions of several words are recognised.
        let mut run: Vec<String> = Vec::new();
        for group in &query.groups {
            if let [Item::Words(words)] = group.as_slice() {
                run.extend(self.words(words));
                continue;
            }
            self.add_run(&std::mem::take(&mut run), query)?;
            let mut alternatives = Vec::new();
            let mut labels = Vec::new();
            for item in group {
                let (label, found) = self.item(item)?;
                labels.push(label);
                alternatives.extend(found);
            }
            self.plan.concepts.push(Concept { label: labels.join(" OR "), alternatives });
        }
        self.add_run(&run, query)?;
        // Signs without a word in them ask for nothing.
        self.plan.concepts.retain(|concept| concept.alternatives.iter().any(|found| !found.parts.is_empty()));
        if self.options.complete_last_word {
            self.complete_last()?;
        }
        self.add_context();
        for item in &query.without {
            let (label, mut alternatives) = self.item(item)?;
            // An exclusion is taken literally: no synonyms and no translations.
            let own = self.own_languages();
            let literal = self.options.targets.iter().filter(|target| own.contains(target)).count();
            alternatives.truncate(literal.max(1));
            self.plan.without.push(Concept { label, alternatives });
        }
        self.plan.without.retain(|concept| concept.alternatives.iter().any(|found| !found.parts.is_empty()));
        Ok(())
    }

    /// The canonical words of a piece of the query, as read.
    fn words(&self, text: &str) -> Vec<String> {
        canonical_words(&self.reading.apply(text))
    }

    fn item(&mut self, item: &Item) -> Result<(String, Vec<Alternative>), SearchError> {
        match item {
            Item::Phrase(text) => {
                let words: Vec<String> = self.words(text).iter().map(|word| folding::fold(word)).collect();
                let phrase = |language: &Language| Alternative {
                    parts: vec![Part::Phrase { language: *language, words: words.clone() }],
                };
                Ok((format!("\"{text}\""), self.options.targets.iter().map(phrase).collect()))
            }
            Item::Words(text) => {
                let words = self.words(text);
                Ok((text.clone(), self.expression(&words)?))
            }
        }
    }

    fn add_run(&mut self, run: &[String], query: &ParsedQuery) -> Result<(), SearchError> {
        let topical: Vec<String> =
            run.iter().filter(|word| !is_stop_word(&folding::fold(word))).cloned().collect();
        // A query of stop words alone keeps them.
        let alone = query.groups.iter().all(|group| matches!(group.as_slice(), [Item::Words(_)]));
        let words = if topical.is_empty() && alone { run.to_vec() } else { topical };
        let mut rest = words.as_slice();
        while !rest.is_empty() {
            let taken = self.entry_length(rest).max(1);
            let (expression, after) = rest.split_at(taken);
            rest = after;
            let label = expression.join(" ");
            // The same word twice asks for nothing more.
            if self.plan.concepts.iter().any(|concept| concept.label == label) {
                continue;
            }
            let alternatives = self.expression(expression)?;
            self.plan.concepts.push(Concept { label, alternatives });
        }
        Ok(())
    }

    /// How many words at the beginning of a run are one expression of the glossary.
    fn entry_length(&self, words: &[String]) -> usize {
        let own = self.own_languages();
        (2..=words.len().min(ENTRY_WORDS_MAX))
            .rev()
            .find(|length| {
                own.iter().any(|language| {
                    let stems: Vec<String> =
                        words.iter().take(*length).map(|word| stem(*language, word)).collect();
                    self.options
                        .glossary
                        .get(*language, &stems)
                        .is_some_and(|entry| !entry.translations.is_empty())
                })
            })
            .unwrap_or(1)
    }

    /// The languages the query is written in; both when that is open.
    fn own_languages(&self) -> Vec<Language> {
        self.reading.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language])
    }

    /// The alternatives of an expression in all languages wanted; those in its own language come first.
    fn expression(&mut self, words: &[String]) -> Result<Vec<Alternative>, SearchError> {
        let own = self.own_languages();
        let mut alternatives = Vec::new();
        for language in self.options.targets.iter().filter(|target| own.contains(target)) {
            let parts: Result<Vec<Part>, SearchError> =
                words.iter().map(|word| self.own_word(*language, word)).collect();
            alternatives.push(Alternative { parts: parts? });
        }
        for language in own.iter().filter(|language| self.options.targets.contains(language)) {
            alternatives.extend(self.synonyms(*language, words));
        }
        for target in self.options.targets {
            for source in own.iter().filter(|source| *source != target) {
                let found = self.translations(*source, *target, words);
                let translated = !found.is_empty();
                alternatives.extend(found);
                if !own.contains(target) {
                    alternatives.push(loan(*target, words, translated));
                }
            }
        }
        Ok(alternatives)
    }

    fn own_word(&self, language: Language, word: &str) -> Result<Part, SearchError> {
        let mut terms = word_terms(language, word, 1.0, true);
        let statistics = self.options.statistics;
        let forms = WordForms::new(language, word);
        let known = statistics.document_frequency(language, Form::Stem, &forms.stem)? > 0
            || statistics.document_frequency(language, Form::Word, &forms.word)? > 0;
        if !known && !is_number(word) {
            for (meant, _) in statistics.close_to(language, &forms.word, CORRECTIONS_MAX)? {
                if is_stop_word(&meant) {
                    continue;
                }
                push_term(
                    &mut terms,
                    language,
                    Form::Stem,
                    stem(language, &meant),
                    ranking::CORRECTION,
                    true,
                );
                push_term(&mut terms, language, Form::Head, head(&meant), ranking::CORRECTION_HEAD, false);
            }
        }
        Ok(Part::Terms(terms))
    }

    fn synonyms(&self, language: Language, words: &[String]) -> Vec<Alternative> {
        let stems: Vec<String> = words.iter().map(|word| stem(language, word)).collect();
        let entry = self.options.glossary.get(language, &stems);
        let synonyms = entry.map(|entry| entry.synonyms.clone()).unwrap_or_default();
        synonyms.iter().map(|synonym| expression_terms(language, synonym, ranking::SYNONYM)).collect()
    }

    fn translations(&mut self, source: Language, target: Language, words: &[String]) -> Vec<Alternative> {
        if !self.options.across_languages {
            return Vec::new();
        }
        let stems: Vec<String> = words.iter().map(|word| stem(source, word)).collect();
        let entry = |glossary: &Glossary| {
            glossary.get(source, &stems).map(|entry| entry.translations.clone()).unwrap_or_default()
        };
        let mut expressions = entry(self.options.glossary);
        for learnt in entry(self.options.learnt) {
            if !expressions.contains(&learnt) {
                expressions.push(learnt);
            }
        }
        if !expressions.is_empty() {
            self.plan.expansions.push(Expansion {
                from: words.join(" "),
                language: target,
                to: expressions.clone(),
            });
        }
        expressions
            .iter()
            .map(|expression| expression_terms(target, expression, ranking::TRANSLATION))
            .collect()
    }

    /// Adds the words that go with the query's topic.
    fn add_context(&mut self) {
        let words: Vec<String> = self
            .plan
            .concepts
            .iter()
            .flat_map(|concept| canonical_words(&concept.label))
            .filter(|word| !is_stop_word(&folding::fold(word)))
            .collect();
        let own = self.own_languages();
        for target in self.options.targets {
            let sources = own.iter().filter(|source| *source == target || self.options.across_languages);
            for source in sources {
                let stems: Vec<String> = words.iter().map(|word| stem(*source, word)).collect();
                for (text, weight) in topics::related(*source, &stems, *target) {
                    push_term(
                        &mut self.plan.context,
                        *target,
                        Form::Stem,
                        text,
                        weight * ranking::RELATED,
                        false,
                    );
                }
            }
        }
    }

    /// Adds the words that the last word of the query begins.
    fn complete_last(&mut self) -> Result<(), SearchError> {
        let Some(last) = self.plan.concepts.last_mut() else { return Ok(()) };
        let Some(prefix) = last.label.rsplit(' ').next().map(folding::fold) else { return Ok(()) };
        if prefix.chars().count() < COMPLETED_LETTERS_MIN || last.label.ends_with('"') {
            return Ok(());
        }
        for language in self.options.targets {
            let found = self.options.statistics.beginning_with(*language, &prefix, COMPLETIONS_MAX)?;
            let terms: Vec<PlannedTerm> = found
                .into_iter()
                .map(|(text, _)| PlannedTerm {
                    language: *language,
                    form: Form::Word,
                    text,
                    // The weight of the form is that of an exact match on top of a stem; here it stands alone.
                    weight: ranking::COMPLETION / ranking::form_weight(*language, Form::Word).weight,
                    strict: true,
                })
                .collect();
            if !terms.is_empty() {
                last.alternatives.push(Alternative { parts: vec![Part::Terms(terms)] });
            }
        }
        Ok(())
    }
}

/// All forms of a word in one language.
fn word_terms(language: Language, word: &str, weight: f64, strict: bool) -> Vec<PlannedTerm> {
    let forms = WordForms::new(language, word);
    let mut terms = Vec::new();
    push_term(&mut terms, language, Form::Stem, forms.stem, weight, strict);
    push_term(&mut terms, language, Form::Word, forms.word, weight, strict);
    if !forms.head.is_empty() {
        push_term(&mut terms, language, Form::Head, forms.head, weight, false);
    }
    for gram in forms.grams {
        push_term(&mut terms, language, Form::Gram, gram, weight, false);
    }
    terms
}

/// An expression of the glossary: stems and heads of its words.
fn expression_terms(language: Language, expression: &str, weight: f64) -> Alternative {
    let words: Vec<String> =
        canonical_words(expression).into_iter().filter(|word| !is_stop_word(&folding::fold(word))).collect();
    let count = u32::try_from(words.len().max(1)).map_or(1.0, f64::from);
    let each = weight * count.powf(-ranking::EXPRESSION_POWER);
    let part = |word: &String| {
        let mut terms = Vec::new();
        push_term(&mut terms, language, Form::Stem, stem(language, word), each, true);
        push_term(&mut terms, language, Form::Head, head(word), each * ranking::TRANSLATION_HEAD, false);
        Part::Terms(terms)
    };
    Alternative { parts: words.iter().map(part).collect() }
}

/// Words looked up as they are in the other language.
fn loan(language: Language, words: &[String], translated: bool) -> Alternative {
    let damping = if translated { ranking::LOAN_OF_TRANSLATED } else { 1.0 };
    let [stem_weight, head_weight, gram_weight] = ranking::LOAN.map(|weight| weight * damping);
    let part = |word: &String| {
        let forms = WordForms::new(language, word);
        let mut terms = Vec::new();
        push_term(&mut terms, language, Form::Stem, forms.stem, stem_weight, true);
        if !forms.head.is_empty() {
            push_term(&mut terms, language, Form::Head, forms.head, head_weight, false);
        }
        for gram in forms.grams {
            push_term(&mut terms, language, Form::Gram, gram, gram_weight, false);
        }
        Part::Terms(terms)
    };
    Alternative { parts: words.iter().map(part).collect() }
}

fn push_term(
    terms: &mut Vec<PlannedTerm>,
    language: Language,
    form: Form,
    text: String,
    weight: f64,
    strict: bool,
) {
    terms.push(PlannedTerm { language, form, text, weight, strict });
}
