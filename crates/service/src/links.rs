//! Links in mails that prove who may follow them: only the mailbox they were sent to has them.

use hmac::{Hmac, KeyInit, Mac};
use kenes_domain::identifier::hexadecimal;
use sha2::{Digest, Sha256};

/// Bytes of a code in a link: 128 bits.
const CODE_BYTES: usize = 16;

/// The link that stops mails about one contribution.
pub(crate) fn contact(secret: &[u8], contribution: &str) -> String {
    format!("c{contribution}.{}", code(secret, "contact", contribution))
}

/// The contribution behind such a link, when it was made with this secret.
pub(crate) fn contribution_of<'a>(secret: &[u8], token: &'a str) -> Option<&'a str> {
    let (contribution, given) = token.strip_prefix('c')?.split_once('.')?;
    let mac = mac(secret, "contact", contribution)?;
    let given = bytes(given)?;
    mac.verify_truncated_left(&given).ok().filter(|()| given.len() == CODE_BYTES).map(|()| contribution)
}

/// The link of everything that an address follows.
pub(crate) fn follower(secret: &[u8], email: &str) -> String {
    format!("d{}", code(secret, "follower", email))
}

/// The link of one follow; `target` names what is followed.
pub(crate) fn follow(secret: &[u8], email: &str, target: &str) -> String {
    format!("f{}", code(secret, "follow", &format!("{target}\n{email}")))
}

/// Stands for an address where the address itself must not be.
pub(crate) fn address_key(secret: &[u8], email: &str) -> String {
    code(secret, "address", email)
}

/// What the database keeps of a token.
pub(crate) fn token_hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

fn mac(secret: &[u8], purpose: &str, about: &str) -> Option<Hmac<Sha256>> {
    Hmac::<Sha256>::new_from_slice(secret).ok().map(|mac| {
        mac.chain_update(b"kenes/mail/v1\n").chain_update(purpose).chain_update(b"\n").chain_update(about)
    })
}

fn code(secret: &[u8], purpose: &str, about: &str) -> String {
    let bytes =
        mac(secret, purpose, about).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    hexadecimal(bytes.get(..CODE_BYTES).unwrap_or_default())
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    if !hexadecimal.len().is_multiple_of(2) || !hexadecimal.is_ascii() {
        return None;
    }
    (0..hexadecimal.len())
        .step_by(2)
        .map(|at| hexadecimal.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_only_what_it_was_made_for() {
        let token = contact(b"secret", "k7q29xwm3t");
        assert_eq!(contribution_of(b"secret", &token), Some("k7q29xwm3t"));
        assert_eq!(contribution_of(b"other", &token), None);
        for wrong in [
            token.replace("k7q", "k7r"),
            token.trim_end_matches(|_| true).to_owned(),
            format!("{token}00"),
            token.chars().take(20).collect(),
            "c.".to_owned(),
            "ck7q29xwm3t.".to_owned(),
            "ck7q29xwm3t.қ".to_owned(),
            token.replacen('c', "d", 1),
        ] {
            assert_eq!(contribution_of(b"secret", &wrong), None, "{wrong}");
        }
        assert_ne!(follower(b"secret", "a@mail.kz"), follower(b"secret", "b@mail.kz"));
        assert_ne!(follow(b"secret", "a@mail.kz", "1"), follow(b"secret", "a@mail.kz", "2"));
    }
}
