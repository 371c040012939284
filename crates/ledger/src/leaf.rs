//! Leaves: one public act as lines of text.
//!
//! ```text
//! kenes/act/v1
//! kind contribution.received
//! act 0198f2c7-5a3e-7c41-9d02-6f1e8a4b3c2d
//! time 2026-11-23T15:56:42Z
//! place 111010000
//! consultation 4t9w2m7kqx
//! edition 3
//! subject contribution/8k2m4p6r9t
//! commit <base 64 of 32 bytes>
//! prev <base 64 of 32 bytes>
//! reason insult
//! ```
//!
//! The lines stand in this order; `consultation`, `edition`, `commit`, `prev` and `reason` may be absent. The log
//! keeps the bytes, so nothing is ever written anew to be hashed. Invariant: a leaf holds words, numbers and codes
//! that are public anyway; what a person wrote is behind `commit`, and no line has room for a sentence.

use crate::decimal;
use crate::hash::Hash;
use crate::moment::Moment;

/// The first line: what the bytes are.
pub const HEADER: &str = "kenes/act/v1";
/// Most bytes of a leaf.
pub const LEAF_BYTES_MAX: usize = 1024;
/// Most bytes of a kind.
pub const KIND_BYTES_MAX: usize = 64;
/// Most bytes of a place, a consultation or a reason.
pub const CODE_BYTES_MAX: usize = 64;
/// Most bytes of a subject.
pub const SUBJECT_BYTES_MAX: usize = 200;

/// What a leaf says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What happened: two words of lower-case letters and underscores with a dot between, at most 64 bytes.
    pub kind: String,
    /// Random id of the act: a UUID of version 7 in lower case.
    pub id: String,
    /// When, by the clock of the machine that did it.
    pub time: Moment,
    /// KATO code of the territory at that time: 1 to 64 letters, digits, dots, hyphens and underscores of ASCII.
    pub place: String,
    /// Public id of the program under discussion, spelled like a place.
    pub consultation: Option<String>,
    /// Number of the edition, from 1.
    pub edition: Option<u32>,
    /// What the act is about: a word, and one to three codes behind slashes, at most 200 bytes. Never a person.
    pub subject: String,
    /// Commitment to the opening, see [`crate::commitment`].
    pub commit: Option<Hash>,
    /// Leaf hash of the previous act about this subject; absent on the first.
    pub prev: Option<Hash>,
    /// Coded reason from the published rules, spelled like a place.
    pub reason: Option<String>,
}

/// An act and the bytes that stand for it in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    act: Act,
    text: String,
}

/// Why bytes are no leaf, or an act has none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Longer than [`LEAF_BYTES_MAX`].
    #[error("a leaf has at most {LEAF_BYTES_MAX} bytes")]
    Long,
    /// Not UTF-8.
    #[error("a leaf is UTF-8 text")]
    Encoding,
    /// The first line is not [`HEADER`].
    #[error("a leaf begins with the line {HEADER}")]
    Header,
    /// A line that must be there is not, or stands elsewhere.
    #[error("the line `{0}` of the leaf is missing")]
    Missing(&'static str),
    /// A line with a value that it cannot have.
    #[error("the line `{0}` of the leaf has a wrong value")]
    Value(&'static str),
    /// Lines that do not belong there, or not in this order or spelling.
    #[error("the leaf has lines that do not belong there")]
    Extra,
}

impl Leaf {
    /// The leaf of an act.
    pub fn of(act: Act) -> Result<Self, LeafError> {
        check(&act)?;
        let text = write(&act);
        if text.len() > LEAF_BYTES_MAX { Err(LeafError::Long) } else { Ok(Self { act, text }) }
    }

    /// Reads the bytes of a leaf. There is one spelling of each act: what [`Leaf::of`] would not have written is
    /// refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        if bytes.len() > LEAF_BYTES_MAX {
            return Err(LeafError::Long);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| LeafError::Encoding)?;
        let leaf = Self::of(read(text)?)?;
        if leaf.text == text { Ok(leaf) } else { Err(LeafError::Extra) }
    }

    /// What the leaf says.
    pub const fn act(&self) -> &Act {
        &self.act
    }

    /// The act alone.
    pub fn into_act(self) -> Act {
        self.act
    }

    /// Its bytes in the log.
    pub const fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its hash in the tree.
    pub fn hash(&self) -> Hash {
        Hash::of_leaf(self.text.as_bytes())
    }
}

fn write(act: &Act) -> String {
    let mut text =
        format!("{HEADER}\nkind {}\nact {}\ntime {}\nplace {}\n", act.kind, act.id, act.time, act.place);
    let mut line = |word: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(word);
            text.push(' ');
            text.push_str(&value);
            text.push('\n');
        }
    };
    line("consultation", act.consultation.clone());
    line("edition", act.edition.map(|number| number.to_string()));
    line("subject", Some(act.subject.clone()));
    line("commit", act.commit.map(|hash| hash.to_string()));
    line("prev", act.prev.map(|hash| hash.to_string()));
    line("reason", act.reason.clone());
    text
}

fn read(text: &str) -> Result<Act, LeafError> {
    let mut lines = text.split_terminator('\n').peekable();
    if lines.next() != Some(HEADER) {
        return Err(LeafError::Header);
    }
    let mut optional = |word: &'static str| {
        let value =
            lines.peek().and_then(|line| line.strip_prefix(word)).and_then(|rest| rest.strip_prefix(' '));
        if value.is_some() {
            lines.next();
        }
        value.map(str::to_owned)
    };
    let mut required = |word: &'static str| optional(word).ok_or(LeafError::Missing(word));
    let kind = required("kind")?;
    let id = required("act")?;
    let time = required("time")?.parse().map_err(|_| LeafError::Value("time"))?;
    let place = required("place")?;
    let consultation = optional("consultation");
    let edition = optional("edition")
        .map(|number| decimal::parse(&number).ok_or(LeafError::Value("edition")))
        .transpose()?;
    let subject = optional("subject").ok_or(LeafError::Missing("subject"))?;
    let mut hash = |word: &'static str| {
        optional(word).map(|text| text.parse().map_err(|_| LeafError::Value(word))).transpose()
    };
    let commit = hash("commit")?;
    let prev = hash("prev")?;
    let reason = optional("reason");
    if lines.next().is_some() {
        return Err(LeafError::Extra);
    }
    Ok(Act { kind, id, time, place, consultation, edition, subject, commit, prev, reason })
}

fn check(act: &Act) -> Result<(), LeafError> {
    let optional_code = |code: &Option<String>| code.as_deref().is_none_or(is_code);
    let rules = [
        ("kind", is_kind(&act.kind)),
        ("act", is_uuid_v7(&act.id)),
        ("place", is_code(&act.place)),
        ("consultation", optional_code(&act.consultation)),
        ("edition", act.edition != Some(0)),
        ("subject", is_subject(&act.subject)),
        ("reason", optional_code(&act.reason)),
    ];
    match rules.iter().find(|(_, fits)| !fits) {
        Some((word, _)) => Err(LeafError::Value(word)),
        None => Ok(()),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_kind(text: &str) -> bool {
    text.len() <= KIND_BYTES_MAX
        && text.split_once('.').is_some_and(|(about, what)| is_word(about) && is_word(what))
}

fn is_code(text: &str) -> bool {
    (1..=CODE_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn is_subject(text: &str) -> bool {
    let mut parts = text.split('/');
    let codes = text.bytes().filter(|byte| *byte == b'/').count();
    text.len() <= SUBJECT_BYTES_MAX
        && (1..=3).contains(&codes)
        && parts.next().is_some_and(is_word)
        && parts.all(is_code)
}

/// RFC 9562, section 5.7: the version is the first digit of the third group, the variant the first of the fourth.
fn is_uuid_v7(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'7',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn act() -> Act {
        Act {
            kind: "contribution.hidden".to_owned(),
            id: "0198f2c7-5a3e-7c41-9d02-6f1e8a4b3c2d".to_owned(),
            time: "2026-11-23T15:56:42Z".parse().unwrap(),
            place: "111010000".to_owned(),
            consultation: Some("4t9w2m7kqx".to_owned()),
            edition: Some(3),
            subject: "contribution/8k2m4p6r9t".to_owned(),
            commit: Some(Hash::of_leaf(b"commit")),
            prev: Some(Hash::of_leaf(b"prev")),
            reason: Some("insult".to_owned()),
        }
    }

    #[test]
    fn a_leaf_is_these_lines() {
        assert_eq!(
            Leaf::of(act()).unwrap().as_str(),
            "kenes/act/v1\n\
             kind contribution.hidden\n\
             act 0198f2c7-5a3e-7c41-9d02-6f1e8a4b3c2d\n\
             time 2026-11-23T15:56:42Z\n\
             place 111010000\n\
             consultation 4t9w2m7kqx\n\
             edition 3\n\
             subject contribution/8k2m4p6r9t\n\
             commit R980CA6u4fYmE02+dpxetAgafZZpGhZqT8TP/b79pHQ=\n\
             prev tagT9q5K3TOeQMYLuXg4z/I0w/ftL1NWeySxm3PyAzE=\n\
             reason insult\n"
        );
    }

    #[test]
    fn optional_lines_may_be_absent() {
        let act = Act { consultation: None, edition: None, commit: None, prev: None, reason: None, ..act() };
        let leaf = Leaf::of(act.clone()).unwrap();
        assert_eq!(leaf.as_str().lines().count(), 6);
        assert_eq!(Leaf::parse(leaf.as_bytes()).unwrap().into_act(), act);
    }

    #[test]
    fn values_out_of_their_alphabet_are_refused() {
        let wrong = |change: fn(&mut Act), word: &'static str| {
            let mut act = act();
            change(&mut act);
            assert_eq!(Leaf::of(act), Err(LeafError::Value(word)));
        };
        wrong(|act| act.kind = "contribution".to_owned(), "kind");
        wrong(|act| act.kind = "Contribution.hidden".to_owned(), "kind");
        wrong(|act| act.kind = "contribution.hidden.twice".to_owned(), "kind");
        wrong(|act| act.kind = format!("a.{}", "b".repeat(63)), "kind");
        wrong(|act| act.id.make_ascii_uppercase(), "act");
        wrong(|act| act.id = "0198f2c7-5a3e-4c41-9d02-6f1e8a4b3c2d".to_owned(), "act");
        wrong(|act| act.place = String::new(), "place");
        wrong(|act| act.place = "Абай".to_owned(), "place");
        wrong(|act| act.place = "1 2".to_owned(), "place");
        wrong(|act| act.consultation = Some("a\nkind b.c".to_owned()), "consultation");
        wrong(|act| act.edition = Some(0), "edition");
        wrong(|act| act.subject = "contribution".to_owned(), "subject");
        wrong(|act| act.subject = "contribution/".to_owned(), "subject");
        wrong(|act| act.subject = "contribution/a/b/c/d".to_owned(), "subject");
        wrong(|act| act.subject = "contribution/a@example.com".to_owned(), "subject");
        wrong(|act| act.reason = Some("because I say so".to_owned()), "reason");
    }

    #[test]
    fn other_spellings_are_refused() {
        let leaf = Leaf::of(act()).unwrap();
        let text = leaf.as_str();
        for (from, to) in [
            ("kenes/act/v1", "kenes/act/v2"),
            ("edition 3", "edition 03"),
            ("kind ", "kind  "),
            ("place ", "place\t"),
            ("\nreason insult\n", "\nreason insult"),
            ("\nreason insult\n", "\nreason insult\n\n"),
            ("\nreason insult\n", "\nreason insult\nreason insult\n"),
            ("\nreason insult\n", "\nreason insult\nnote something\n"),
            ("\nreason insult\n", "\r\nreason insult\n"),
            ("place 111010000\n", ""),
            ("place 111010000\nconsultation 4t9w2m7kqx\n", "consultation 4t9w2m7kqx\nplace 111010000\n"),
            ("=\n", "\n"),
        ] {
            let wrong = text.replace(from, to);
            assert_ne!(wrong, text, "{from}");
            assert!(Leaf::parse(wrong.as_bytes()).is_err(), "{from} → {to}");
        }
        assert_eq!(Leaf::parse(&vec![b'a'; LEAF_BYTES_MAX + 1]), Err(LeafError::Long));
        assert_eq!(Leaf::parse(b"\xff"), Err(LeafError::Encoding));
        assert_eq!(Leaf::parse(b""), Err(LeafError::Header));
    }

    #[test]
    fn the_longest_act_fits() {
        let code = "x".repeat(CODE_BYTES_MAX);
        let act = Act {
            kind: format!("{}.{}", "a".repeat(32), "b".repeat(31)),
            place: code.clone(),
            consultation: Some(code.clone()),
            edition: Some(u32::MAX),
            subject: format!("word/{code}/{code}/{code}"),
            reason: Some(code.clone()),
            ..act()
        };
        assert!(Leaf::of(act).is_ok());
    }

    proptest! {
        #[test]
        fn acts_read_back(
            kind in "[a-z_]{1,12}\\.[a-z_]{1,12}",
            id in "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
            seconds in 0_u64..253_402_300_800,
            place in "[0-9]{9}",
            consultation in proptest::option::of("[a-z0-9-]{1,20}"),
            edition in proptest::option::of(1_u32..),
            subject in "[a-z]{1,12}(/[0-9A-Za-z._-]{1,20}){1,3}",
            commit in proptest::option::of(any::<[u8; 32]>().prop_map(Hash::from_bytes)),
            prev in proptest::option::of(any::<[u8; 32]>().prop_map(Hash::from_bytes)),
            reason in proptest::option::of("[a-zA-Z0-9_]{1,20}"),
        ) {
            let time = Moment::from_seconds(seconds).unwrap();
            let act = Act { kind, id, time, place, consultation, edition, subject, commit, prev, reason };
            let leaf = Leaf::of(act.clone()).unwrap();
            prop_assert_eq!(Leaf::parse(leaf.as_bytes()), Ok(leaf.clone()));
            prop_assert_eq!(leaf.into_act(), act);
        }

        #[test]
        fn a_changed_byte_is_another_leaf_or_none(at in 0_usize..400, byte: u8) {
            let leaf = Leaf::of(act()).unwrap();
            let mut bytes = leaf.as_bytes().to_vec();
            let at = at % bytes.len();
            if bytes[at] != byte {
                bytes[at] = byte;
                if let Ok(other) = Leaf::parse(&bytes) {
                    prop_assert_ne!(other.act(), leaf.act());
                    prop_assert_ne!(other.hash(), leaf.hash());
                }
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, text in "(kenes/act/v1\n)?([a-z]{4,8} [ -~]{0,9}\n){0,9}") {
            let _ = Leaf::parse(&bytes);
            if let Ok(leaf) = Leaf::parse(text.as_bytes()) {
                prop_assert_eq!(leaf.as_str(), text);
            }
        }
    }
}
