//! Mails that a test sent into memory, read as a reader reads them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kenes_mail::message::Sender;
use kenes_mail::transport::{Mailbox, Transport};
use kenes_service::outbox::{self, MailSetup};
use kenes_service::{Service, digests, notifications};

/// A mail as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub to: String,
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// Where it can be stopped: the path behind the site.
    pub stop: Option<String>,
}

/// Lets a service send into memory.
pub fn open(service: &Service) -> Mailbox {
    let mailbox = Mailbox::default();
    service.set_mail(MailSetup {
        transport: Transport::Memory(mailbox.clone()),
        sender: Sender::new("Кеңес", "no-reply@kenes.example", "").unwrap(),
        signer: None,
        site: "https://kenes.example".to_owned(),
    });
    mailbox
}

/// Does what the workers do until nothing is left to do; returns every mail so far.
pub fn settle(service: &Service, mailbox: &Mailbox) -> Vec<Read> {
    service.integrate_all().unwrap();
    while notifications::project(service).unwrap() {}
    while digests::write_due(service).unwrap() {}
    while outbox::deliver_next(service).unwrap() {}
    mailbox.mails().iter().map(|mail| read(mail)).collect()
}

fn read(mail: &[u8]) -> Read {
    let mail = std::str::from_utf8(mail).unwrap().replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").unwrap();
    let head = head.replace("\n ", " ");
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    let boundary = head.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let part = body.split(&format!("--{boundary}")).nth(1).unwrap();
    let (part_head, part_body) = part.trim_start().split_once("\n\n").unwrap();
    let text = if part_head.contains("base64") {
        String::from_utf8(STANDARD.decode(part_body.replace('\n', "")).unwrap()).unwrap()
    } else if part_head.contains("quoted-printable") {
        quoted_printable(part_body)
    } else {
        part_body.to_owned()
    };
    Read {
        to: header("To: ").unwrap(),
        subject: header("Subject: ").unwrap().split(' ').map(word).collect(),
        text: text.replace("\r\n", "\n"),
        stop: header("List-Unsubscribe: <https://kenes.example/")
            .map(|url| url.trim_end_matches('>').to_owned()),
    }
}

fn word(word: &str) -> String {
    match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap(),
        None => format!("{word} "),
    }
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).unwrap(), 16).ok());
        if let Some(byte) = byte {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}
