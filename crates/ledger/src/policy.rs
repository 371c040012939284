//! Policies: whom a verifier trusts (C2SP tlog-policy).
//!
//! ```text
//! log <vkey>
//! witness university <vkey>
//! witness newspaper <vkey> https://witness.newspaper.example/
//! group outsiders any university newspaper
//! quorum outsiders
//! ```
//!
//! A checkpoint is good when one of the logs has signed it and enough witnesses have cosigned it.

use std::collections::BTreeSet;

use crate::checkpoint::Checkpoint;
use crate::decimal;
use crate::key::{Purpose, VerifierKey};
use crate::moment::Moment;
use crate::note::{Note, NoteError};

/// Most bytes of a policy file.
pub const POLICY_BYTES_MAX: usize = 64 * 1024;
/// Most logs, most witnesses and most groups. The specification asks for at least 32 of each.
pub const ITEMS_MAX: usize = 64;

/// Whom a verifier trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Quorum,
}

/// A trusted log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Its key; the name is the origin.
    pub key: VerifierKey,
    /// Where it is found. Octets, as the file is.
    pub url: Option<Vec<u8>>,
}

/// A trusted witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name in the policy file, which means nothing elsewhere. Octets, as the file is.
    pub name: Vec<u8>,
    /// Its key.
    pub key: VerifierKey,
    /// Where it takes checkpoints.
    pub url: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name: Vec<u8>,
    threshold: usize,
    members: Vec<Member>,
}

/// Who must have cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quorum {
    Nobody,
    Member(Member),
}

/// Position of a witness or a group in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A checkpoint that satisfied a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endorsed<'a> {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The keys of the log that have signed it; at least one.
    pub logs: Vec<&'a VerifierKey>,
    /// The witnesses that have cosigned it, and when; as many as the quorum asks for, or more.
    pub witnesses: Vec<(&'a Witness, Moment)>,
}

/// Why a file is no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the policy: {fault}")]
pub struct PolicyError {
    /// Number of the line, from 1; the number after the last line when something is missing.
    pub line: usize,
    /// What is wrong with it.
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// The file is longer than [`POLICY_BYTES_MAX`] or lists more than [`ITEMS_MAX`] of a kind.
    #[error("the policy is too long")]
    Long,
    /// A control character, or no line feed at the end.
    #[error("a policy is lines of text without control characters")]
    Encoding,
    /// Not one of the five kinds of lines, or with too few or too many items.
    #[error("this line is not understood")]
    Shape,
    /// Not a verifier key, or one for another purpose.
    #[error("this is not a key of a log or of a witness, as the line demands")]
    Key,
    /// The key or the name was there before.
    #[error("this key or name was used before")]
    Duplicate,
    /// A name that no line above defines, or a member of another group already.
    #[error("a member must be defined above, and can be in one group only")]
    Member,
    /// Not a number from 1 to the number of members.
    #[error("the threshold must lie between 1 and the number of members")]
    Threshold,
    /// No quorum line, or a second one.
    #[error("a policy has exactly one quorum line")]
    Quorum,
}

/// Why a checkpoint does not satisfy a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrusted {
    /// The note is not a checkpoint.
    #[error("the signed text is not a checkpoint")]
    NotACheckpoint,
    /// The policy knows no log of this origin.
    #[error("the log {0} is not trusted")]
    UnknownLog(String),
    /// A signature is forged, or none of the log's keys has signed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Too few witnesses, or not the right ones, have cosigned.
    #[error("{0} known witnesses have cosigned, which is not the quorum")]
    Quorum(usize),
}

impl Policy {
    /// Reads a policy file.
    pub fn parse(file: &[u8]) -> Result<Self, PolicyError> {
        if file.len() > POLICY_BYTES_MAX {
            return Err(PolicyError { line: 1, fault: PolicyFault::Long });
        }
        let mut reader = Reader::default();
        let mut lines = file.split(|byte| *byte == b'\n').enumerate().peekable();
        while let Some((at, line)) = lines.next() {
            if lines.peek().is_none() {
                let fault = if line.is_empty() { PolicyFault::Quorum } else { PolicyFault::Encoding };
                return reader
                    .finish()
                    .filter(|_| line.is_empty())
                    .ok_or(PolicyError { line: at + 1, fault });
            }
            reader.read(line).map_err(|fault| PolicyError { line: at + 1, fault })?;
        }
        Err(PolicyError { line: 1, fault: PolicyFault::Quorum })
    }

    /// The policy that trusts one log alone, without witnesses.
    pub fn of_log(key: VerifierKey) -> Self {
        let logs = vec![Log { key, url: None }];
        Self { logs, witnesses: Vec::new(), groups: Vec::new(), quorum: Quorum::Nobody }
    }

    /// The trusted logs, in the order of the file.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The trusted witnesses, in the order of the file.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Whether any witness is asked for.
    pub fn demands_witnesses(&self) -> bool {
        self.quorum != Quorum::Nobody
    }

    /// Checks a signed checkpoint.
    pub fn check(&self, note: &Note) -> Result<Endorsed<'_>, Distrusted> {
        let checkpoint = Checkpoint::parse(note.text()).map_err(|_| Distrusted::NotACheckpoint)?;
        let logs: Vec<&VerifierKey> =
            self.logs.iter().map(|log| &log.key).filter(|key| key.name() == checkpoint.origin).collect();
        if logs.is_empty() {
            return Err(Distrusted::UnknownLog(checkpoint.origin));
        }
        let known: Vec<&VerifierKey> =
            logs.iter().copied().chain(self.witnesses.iter().map(|witness| &witness.key)).collect();
        let verified = note.verify(&known)?;
        let signed = |key: &VerifierKey| verified.iter().find(|signature| signature.key == key);
        let logs: Vec<&VerifierKey> = logs.into_iter().filter(|key| signed(key).is_some()).collect();
        if logs.is_empty() {
            return Err(Distrusted::Note(NoteError::Unsigned));
        }
        let witnesses: Vec<(&Witness, Moment)> = self
            .witnesses
            .iter()
            .filter_map(|witness| Some((witness, signed(&witness.key)?.time?)))
            .collect();
        let cosigned: Vec<&Witness> = witnesses.iter().map(|(witness, _)| *witness).collect();
        let enough = match self.quorum {
            Quorum::Nobody => true,
            Quorum::Member(member) => self.is_met(member, &cosigned),
        };
        if enough {
            Ok(Endorsed { checkpoint, logs, witnesses })
        } else {
            Err(Distrusted::Quorum(witnesses.len()))
        }
    }

    /// Groups name only what stands above them, so this ends.
    fn is_met(&self, member: Member, cosigned: &[&Witness]) -> bool {
        match member {
            Member::Witness(at) => self
                .witnesses
                .get(at)
                .is_some_and(|witness| cosigned.iter().any(|other| other.key == witness.key)),
            Member::Group(at) => self.groups.get(at).is_some_and(|group| {
                let met = group.members.iter().filter(|member| self.is_met(**member, cosigned)).count();
                met >= group.threshold
            }),
        }
    }
}

#[derive(Default)]
struct Reader {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    members: BTreeSet<Member>,
    quorum: Option<Quorum>,
}

impl Reader {
    fn read(&mut self, line: &[u8]) -> Result<(), PolicyFault> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
            return Err(PolicyFault::Encoding);
        }
        let items: Vec<&[u8]> =
            line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|item| !item.is_empty()).collect();
        match items.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            _ => Err(PolicyFault::Shape),
        }
    }

    fn log(&mut self, key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = parse_key(key, Purpose::Note)?;
        if self.logs.iter().any(|log| log.key.as_bytes() == key.as_bytes()) {
            return Err(PolicyFault::Duplicate);
        }
        push(&mut self.logs, Log { key, url: url.map(|url| url.to_vec()) })
    }

    fn witness(&mut self, name: &[u8], key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = parse_key(key, Purpose::Cosignature)?;
        let duplicate = self.witnesses.iter().any(|witness| witness.key.as_bytes() == key.as_bytes());
        if duplicate || self.is_defined(name) {
            return Err(PolicyFault::Duplicate);
        }
        push(&mut self.witnesses, Witness { name: name.to_vec(), key, url: url.map(|url| url.to_vec()) })
    }

    fn group(&mut self, name: &[u8], threshold: &[u8], names: &[&[u8]]) -> Result<(), PolicyFault> {
        if self.is_defined(name) {
            return Err(PolicyFault::Duplicate);
        }
        let mut members = Vec::new();
        for name in names {
            let member = self.find(name).ok_or(PolicyFault::Member)?;
            if !self.members.insert(member) {
                return Err(PolicyFault::Member);
            }
            members.push(member);
        }
        let threshold = match threshold {
            b"any" => Some(1),
            b"all" => Some(members.len()),
            number => std::str::from_utf8(number).ok().and_then(decimal::parse),
        };
        let threshold = threshold
            .filter(|threshold| (1..=members.len()).contains(threshold))
            .ok_or(PolicyFault::Threshold)?;
        push(&mut self.groups, Group { name: name.to_vec(), threshold, members })
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::Quorum);
        }
        self.quorum = Some(match name {
            b"none" => Quorum::Nobody,
            name => Quorum::Member(self.find(name).ok_or(PolicyFault::Member)?),
        });
        Ok(())
    }

    fn find(&self, name: &[u8]) -> Option<Member> {
        let witness = self.witnesses.iter().position(|witness| witness.name == name).map(Member::Witness);
        witness.or_else(|| self.groups.iter().position(|group| group.name == name).map(Member::Group))
    }

    fn is_defined(&self, name: &[u8]) -> bool {
        name == b"none" || self.find(name).is_some()
    }

    fn finish(self) -> Option<Policy> {
        let Self { logs, witnesses, groups, quorum, .. } = self;
        Some(Policy { logs, witnesses, groups, quorum: quorum? })
    }
}

fn parse_key(text: &[u8], purpose: Purpose) -> Result<VerifierKey, PolicyFault> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(|key: &VerifierKey| key.purpose() == purpose)
        .ok_or(PolicyFault::Key)
}

fn push<T>(list: &mut Vec<T>, item: T) -> Result<(), PolicyFault> {
    if list.len() == ITEMS_MAX {
        return Err(PolicyFault::Long);
    }
    list.push(item);
    Ok(())
}
