//! How a mail gets out: by SMTP, into a file, or into memory for tests.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::Transport as _;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{self, PoolConfig, SmtpTransport};

use crate::message::Mail;

/// Connections to the mail server that are kept open between mails.
const CONNECTIONS_MAX: u32 = 2;
/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(20);

/// How a certificate begins in PEM.
const BEGIN_CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: for a server on the same machine.
    None,
    /// Plain at first, then TLS or nothing (STARTTLS).
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A mail server.
#[derive(Clone)]
pub struct SmtpServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// Name and password, where the server wants them.
    pub credentials: Option<(String, String)>,
    /// A further certificate to trust, as PEM.
    pub certificate: Option<Vec<u8>>,
    /// How this machine calls itself.
    pub hello: Option<String>,
    /// Longest wait for each answer.
    pub timeout: Duration,
}

/// Why a mail did not get out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server will never take it; the code that it answered.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// The server may take it later; the code that it answered.
    #[error("refused for now: {0}")]
    Transient(String),
    /// There was no server to speak with; what happened to the connection.
    #[error("no connection: {0}")]
    Unreachable(String),
}

/// A way out that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(String);

/// Mails that a test sent, as bytes, oldest first. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Mailbox {
    mails: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Mailbox {
    /// What has come so far.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A way out.
#[derive(Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpTransport>),
    /// Into a folder, one `.eml` file for each mail.
    File(PathBuf),
    /// Into memory.
    Memory(Mailbox),
}

impl Transport {
    /// The way to a mail server. Nothing is sent yet.
    pub fn smtp(server: &SmtpServer) -> Result<Self, SetupError> {
        if server.security == Security::None && server.credentials.is_some() {
            return Err(SetupError("a password is never sent without TLS".to_owned()));
        }
        let mut builder = SmtpTransport::builder_dangerous(&server.host)
            .port(server.port)
            .timeout(Some(server.timeout))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS_MAX).idle_timeout(IDLE));
        builder = match server.security {
            Security::None => builder.tls(Tls::None),
            Security::StartTls => builder.tls(Tls::Required(server.tls()?)),
            Security::Tls => builder.tls(Tls::Wrapper(server.tls()?)),
        };
        if let Some((name, password)) = &server.credentials {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        if let Some(hello) = &server.hello {
            builder = builder.hello_name(ClientId::Domain(hello.clone()));
        }
        Ok(Self::Smtp(Box::new(builder.build())))
    }

    /// Delivers a mail. What the server says is not kept: it may quote the address.
    pub fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Smtp(transport) => {
                transport.send(&mail.message).map(|_| ()).map_err(|error| classified(&error))
            }
            Self::File(folder) => write_file(folder, mail)
                .map_err(|error| SendError::Unreachable(format!("the mail folder: {}", error.kind()))),
            Self::Memory(mailbox) => {
                mailbox.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.bytes());
                Ok(())
            }
        }
    }
}

impl SmtpServer {
    fn tls(&self) -> Result<TlsParameters, SetupError> {
        let fault = |error: smtp::Error| SetupError(format!("TLS cannot be set up: {error}"));
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.certificate {
            // The library takes a file without any certificate for one, and trusts nothing more than before.
            if !pem.windows(BEGIN_CERTIFICATE.len()).any(|part| part == BEGIN_CERTIFICATE) {
                return Err(SetupError("the certificate is not in PEM".to_owned()));
            }
            parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(fault)?);
        }
        parameters.build().map_err(fault)
    }
}

/// Written beside its place first, so that nobody reads half a mail. Another attempt replaces the same file.
fn write_file(folder: &PathBuf, mail: &Mail) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let place = folder.join(&mail.file_name);
    let beside = place.with_extension("part");
    fs::write(&beside, mail.bytes())?;
    fs::rename(beside, place)
}

/// RFC 5321 §4.2.1: 4xx may be tried again, 5xx not. An authentication that fails (530, 534, 535, 538) is a fault of
/// the settings and not of the mail, so it is tried again once they are right.
fn classified(error: &smtp::Error) -> SendError {
    match error.status() {
        Some(code) => {
            let code = u16::from(code);
            if error.is_permanent() && !matches!(code, 530 | 534 | 535 | 538) {
                SendError::Permanent(format!("SMTP {code}"))
            } else if error.is_permanent() {
                SendError::Unreachable(format!("SMTP {code}: user name or password"))
            } else {
                SendError::Transient(format!("SMTP {code}"))
            }
        }
        None if error.is_timeout() => SendError::Unreachable("no answer in time".to_owned()),
        None if error.is_tls() => SendError::Unreachable("TLS failed".to_owned()),
        None => SendError::Unreachable("cannot connect, or the connection broke".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(security: Security) -> SmtpServer {
        SmtpServer {
            host: "mail.example".to_owned(),
            port: 587,
            security,
            credentials: Some(("kenes".to_owned(), "secret".to_owned())),
            certificate: None,
            hello: None,
            timeout: Duration::from_secs(1),
        }
    }

    #[test]
    fn a_password_needs_tls() {
        assert!(Transport::smtp(&server(Security::None)).is_err());
        assert!(Transport::smtp(&server(Security::StartTls)).is_ok());
        let broken = SmtpServer { certificate: Some(b"no PEM".to_vec()), ..server(Security::Tls) };
        assert!(Transport::smtp(&broken).is_err());
    }
}
