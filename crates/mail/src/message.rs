//! Who, where and when around a letter, and the bytes of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

use kenes_domain::input::EmailAddress;
use kenes_domain::timestamp::Timestamp;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use crate::letter::Letter;

/// Most characters of a display name.
const NAME_CHARACTERS_MAX: usize = 80;
/// Most characters of a subject; what is longer ends in an ellipsis.
const SUBJECT_CHARACTERS_MAX: usize = 150;
/// What DKIM signs. RFC 8058 §4 demands both headers of unsubscribing. Content-Type cannot be among them: the library
/// keeps it with the parts of the mail and would sign its absence, which no reader can confirm.
const SIGNED_HEADERS: [&str; 11] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Language",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Why there is no mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The address is none, or has characters that no header may hold.
    #[error("the address is not one to which mail can be sent")]
    Address,
    /// The address of the sender in the settings is none.
    #[error("the sender is not an address")]
    Sender,
    /// A link that is not plain ASCII without white space.
    #[error("a link in a header is not a plain address")]
    Link,
    /// The key of DKIM cannot be read.
    #[error("the DKIM key cannot be read: a PEM file with BEGIN RSA PRIVATE KEY (PKCS#1) is needed")]
    Key,
    /// A template or the mail library failed.
    #[error("the mail cannot be made")]
    Unmakeable,
}

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    name: String,
    address: Address,
    reply_to: Option<Address>,
}

impl Sender {
    /// A sender; `reply_to` is empty when answers go to the sender. Control characters of the name are left out.
    pub fn new(name: &str, address: &str, reply_to: &str) -> Result<Self, MessageError> {
        let plain = |text: &str| parse_address(text).map_err(|_| MessageError::Sender);
        Ok(Self {
            name: display_name(name),
            address: plain(address)?,
            reply_to: if reply_to.is_empty() { None } else { Some(plain(reply_to)?) },
        })
    }

    /// The domain of the address: Message-IDs and signatures are made in it.
    pub fn domain(&self) -> &str {
        self.address.domain()
    }
}

/// A key with which mails are signed.
pub struct Signer {
    config: DkimConfig,
}

impl Signer {
    /// Signs for a domain with the key that DNS publishes under `selector._domainkey.domain`. `key` is an RSA key in
    /// PEM as PKCS#1.
    pub fn new(domain: &str, selector: &str, key: &str) -> Result<Self, MessageError> {
        let key =
            DkimSigningKey::new(key.trim(), DkimSigningAlgorithm::Rsa).map_err(|_| MessageError::Key)?;
        let relaxed = DkimCanonicalizationType::Relaxed;
        let config = DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key,
            SIGNED_HEADERS.into_iter().map(HeaderName::new_from_ascii_str).collect(),
            DkimCanonicalization { header: relaxed, body: relaxed },
        );
        Ok(Self { config })
    }
}

/// Everything around a letter.
pub struct Envelope<'a> {
    /// Who sends.
    pub sender: &'a Sender,
    /// To whom.
    pub recipient: &'a EmailAddress,
    /// Stays the same over all attempts: `K7Q29XWM` makes `<K7Q29XWM@domain>`.
    pub id: &'a str,
    /// When it was written.
    pub written_at: Timestamp,
    /// Address of the site, without a slash at the end.
    pub site: &'a str,
}

/// A mail ready to be sent.
pub struct Mail {
    pub(crate) message: Message,
    /// Name of its file, where mails go to files: the same for each attempt.
    pub(crate) file_name: String,
}

impl Envelope<'_> {
    /// Makes the mail, signed where there is a key.
    pub fn seal(&self, letter: &Letter, signer: Option<&Signer>) -> Result<Mail, MessageError> {
        // The library panics on some display names; whatever else it may panic on must cost this mail only.
        catch_unwind(AssertUnwindSafe(|| self.build(letter, signer))).unwrap_or(Err(MessageError::Unmakeable))
    }

    fn build(&self, letter: &Letter, signer: Option<&Signer>) -> Result<Mail, MessageError> {
        let recipient = parse_address(self.recipient.as_str())?;
        let unmakeable = |_| MessageError::Unmakeable;
        let html = letter.html(self.site).map_err(unmakeable)?;
        let text = letter.text(self.site).map_err(unmakeable)?;
        let id: String = self.id.chars().filter(char::is_ascii_alphanumeric).collect();
        let date = SystemTime::UNIX_EPOCH
            + Duration::from_secs(u64::try_from(self.written_at.seconds()).unwrap_or(0));
        let sender = self.sender;
        let name = (!sender.name.is_empty()).then(|| sender.name.clone());
        let mut builder = Message::builder()
            .from(Mailbox::new(name, sender.address.clone()))
            .to(Mailbox::new(None, recipient))
            .subject(subject(&letter.subject))
            .date(date)
            .message_id(Some(format!("<{id}@{}>", sender.domain())))
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("Content-Language", letter.locale.as_str()));
        if let Some(address) = &sender.reply_to {
            builder = builder.reply_to(Mailbox::new(None, address.clone()));
        }
        if letter.bulk {
            builder = builder.raw_header(raw("Precedence", "bulk"));
        }
        if let Some(url) = &letter.unsubscribe {
            if !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>') {
                return Err(MessageError::Link);
            }
            builder = builder
                .raw_header(raw("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let mut message = builder
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|_| MessageError::Unmakeable)?;
        if let Some(signer) = signer {
            message.sign(&signer.config);
        }
        let file_name = format!("{}-{id}.eml", self.written_at.rfc3339().replace([':', '-'], ""));
        Ok(Mail { message, file_name })
    }
}

impl Mail {
    /// The bytes that go over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        self.message.formatted()
    }
}

/// A header whose value is plain ASCII of ours.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
        value.to_owned(),
    )
}

/// An address for the wire: the domain as ASCII (IDNA), nothing that could end a header or a command.
fn parse_address(text: &str) -> Result<Address, MessageError> {
    let (local, domain) = text.rsplit_once('@').ok_or(MessageError::Address)?;
    if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return Err(MessageError::Address);
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| MessageError::Address)?;
    Address::new(local, domain).map_err(|_| MessageError::Address)
}

/// A name without control characters: with a line break in it the library would panic.
fn display_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARACTERS_MAX).collect()
}

fn subject(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SUBJECT_CHARACTERS_MAX {
        return line;
    }
    let cut: String = line.chars().take(SUBJECT_CHARACTERS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use kenes_domain::language::Locale;
    use proptest::prelude::*;

    use super::*;

    fn letter(subject: &str) -> Letter {
        Letter {
            locale: Locale::Kk,
            subject: subject.to_owned(),
            heading: "Пікіріңіз қабылданды".to_owned(),
            parts: Vec::new(),
            reason: String::new(),
            unsubscribe: Some("https://kenes.example/kk/mail/f1.0123".to_owned()),
            bulk: true,
        }
    }

    fn seal(sender: &Sender, to: &str, letter: &Letter) -> Result<String, MessageError> {
        let recipient = EmailAddress::parse(to).ok_or(MessageError::Address)?;
        let envelope = Envelope {
            sender,
            recipient: &recipient,
            id: "k7q29xwm",
            written_at: Timestamp::from_micros(1_795_500_000_000_000),
            site: "https://kenes.example",
        };
        Ok(String::from_utf8(envelope.seal(letter, None)?.bytes()).unwrap())
    }

    fn header_names(mail: &str) -> Vec<&str> {
        let head = mail.split("\r\n\r\n").next().unwrap();
        head.split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap())
            .collect()
    }

    #[test]
    fn headers_say_what_machines_need() {
        let sender = Sender::new("Кеңес", "no-reply@kenes.example", "office@kenes.example").unwrap();
        let mail = seal(&sender, "aigul@mail.kz", &letter("Жауап келді")).unwrap();
        for line in [
            "Message-ID: <k7q29xwm@kenes.example>\r\n",
            "To: aigul@mail.kz\r\n",
            "Reply-To: office@kenes.example\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Precedence: bulk\r\n",
            "List-Unsubscribe: <https://kenes.example/kk/mail/f1.0123>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Content-Language: kk\r\n",
            "multipart/alternative",
        ] {
            assert!(mail.contains(line), "{line} in {mail}");
        }
        assert!(mail.is_ascii(), "everything else is encoded");
    }

    #[test]
    fn international_domains_are_written_as_ascii() {
        let sender = Sender::new("", "no-reply@кеңес.қаз", "").unwrap();
        assert!(sender.domain().starts_with("xn--"));
        let mail = seal(&sender, "aigul@пошта.қаз", &letter("a")).unwrap();
        assert!(mail.contains("To: aigul@xn--"), "{mail}");
        assert!(Sender::new("", "nobody", "").is_err());
        assert!(Sender::new("", "a@b.kz\r\nBcc: x@y.kz", "").is_err());
    }

    #[test]
    fn a_link_that_would_end_its_header_is_refused() {
        let sender = Sender::new("Kenes", "no-reply@kenes.example", "").unwrap();
        for url in ["https://a/\r\nBcc: x@y.kz", "https://a/>, <mailto:x@y.kz", "https://a/қ"] {
            let letter = Letter { unsubscribe: Some(url.to_owned()), ..letter("a") };
            assert_eq!(seal(&sender, "a@mail.kz", &letter).err(), Some(MessageError::Link), "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_text_adds_a_header(name in any::<String>(), subject in any::<String>()) {
            let sender = Sender::new(&format!("a{name}"), "no-reply@kenes.example", "").unwrap();
            let mail = seal(&sender, "aigul@mail.kz", &letter(&subject)).unwrap();
            let expected = [
                "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Precedence",
                "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
            ];
            let mut names = header_names(&mail);
            names.sort_unstable();
            let mut expected = expected.to_vec();
            expected.sort_unstable();
            prop_assert_eq!(names, expected);
        }

        #[test]
        fn control_characters_around_a_name_do_no_harm(code in 0u32..0xa0, before in "[a-zқ]{0,5}") {
            let name = format!("{before}{}\u{202e}Bcc: x@y.kz", char::from_u32(code).unwrap());
            let sender = Sender::new(&name, "no-reply@kenes.example", "").unwrap();
            let mail = seal(&sender, "aigul@mail.kz", &letter(&name)).unwrap();
            prop_assert!(!header_names(&mail).contains(&"Bcc"));
        }
    }
}
