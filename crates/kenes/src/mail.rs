//! How mail leaves, as the settings say.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kenes_mail::message::{Sender, Signer};
use kenes_mail::transport::{Security, SmtpServer, Transport};
use kenes_service::outbox::{MailSetup, TIMEOUT_SECONDS_MAX};

use crate::settings::{MailSettings, MailTransport, Settings, SmtpSecurity};

/// Reads keys and passwords, and prepares the way out. Nothing is sent, no connection made.
pub fn setup(settings: &Settings) -> Result<MailSetup> {
    let mail = &settings.mail;
    let sender = Sender::new(&mail.from_name, &mail.from_address, &mail.reply_to)
        .context("mail.from_address or mail.reply_to")?;
    let transport = match mail.transport {
        MailTransport::File if mail.folder.as_os_str().is_empty() => {
            Transport::File(settings.store.data_dir.join("mails"))
        }
        MailTransport::File => Transport::File(mail.folder.clone()),
        MailTransport::Smtp => Transport::smtp(&server(mail)?).context("mail.smtp_security")?,
    };
    let signer = match (mail.dkim_selector.as_str(), mail.dkim_key_file.as_os_str().is_empty()) {
        ("", true) => None,
        ("", false) => bail!("mail.dkim_key_file is set, so mail.dkim_selector must be"),
        (_, true) => bail!("mail.dkim_selector is set, so mail.dkim_key_file must be"),
        (selector, false) => {
            let key = text(&mail.dkim_key_file, "mail.dkim_key_file")?;
            Some(Signer::new(sender.domain(), selector, &key).context("mail.dkim_key_file")?)
        }
    };
    Ok(MailSetup { transport, sender, signer, site: settings.server.public_url.clone() })
}

fn server(mail: &MailSettings) -> Result<SmtpServer> {
    if mail.smtp_host.is_empty() {
        bail!("mail.transport is \"smtp\", so mail.smtp_host must name the mail server");
    }
    if !(1..=TIMEOUT_SECONDS_MAX).contains(&mail.smtp_timeout_seconds) {
        bail!("mail.smtp_timeout_seconds: {} is not 1 to {TIMEOUT_SECONDS_MAX}", mail.smtp_timeout_seconds);
    }
    let credentials = if mail.smtp_username.is_empty() {
        None
    } else {
        let password = text(&mail.smtp_password_file, "mail.smtp_password_file")?;
        Some((mail.smtp_username.clone(), password.trim_end_matches(['\r', '\n']).to_owned()))
    };
    let certificate = if mail.smtp_certificate_file.as_os_str().is_empty() {
        None
    } else {
        Some(text(&mail.smtp_certificate_file, "mail.smtp_certificate_file")?.into_bytes())
    };
    Ok(SmtpServer {
        host: mail.smtp_host.clone(),
        port: mail.smtp_port,
        security: match mail.smtp_security {
            SmtpSecurity::None => Security::None,
            SmtpSecurity::StartTls => Security::StartTls,
            SmtpSecurity::Tls => Security::Tls,
        },
        credentials,
        certificate,
        hello: Some(mail.smtp_hello.clone()).filter(|hello| !hello.is_empty()),
        timeout: Duration::from_secs(mail.smtp_timeout_seconds),
    })
}

fn text(file: &Path, setting: &str) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{setting}: {} cannot be read", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(pairs: &[(&str, &str)]) -> String {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::load(None, pairs).unwrap();
        setup(&settings).err().map(|error| format!("{error:#}")).unwrap_or_default()
    }

    #[test]
    fn the_defaults_write_files() {
        assert_eq!(fault(&[]), "");
    }

    #[test]
    fn what_is_missing_is_named() {
        const SMTP: (&str, &str) = ("KENES__MAIL__TRANSPORT", "smtp");
        const HOST: (&str, &str) = ("KENES__MAIL__SMTP_HOST", "mail.example");
        assert_eq!(fault(&[SMTP, HOST]), "");
        for (pairs, named) in [
            (vec![SMTP], "mail.smtp_host"),
            (vec![SMTP, HOST, ("KENES__MAIL__SMTP_TIMEOUT_SECONDS", "600")], "mail.smtp_timeout_seconds"),
            (vec![SMTP, HOST, ("KENES__MAIL__SMTP_USERNAME", "kenes")], "mail.smtp_password_file"),
            (vec![("KENES__MAIL__FROM_ADDRESS", "nobody")], "mail.from_address"),
            (vec![("KENES__MAIL__DKIM_SELECTOR", "a")], "mail.dkim_key_file"),
            (vec![("KENES__MAIL__DKIM_KEY_FILE", "/nowhere")], "mail.dkim_selector"),
        ] {
            let fault = fault(&pairs);
            assert!(fault.contains(named), "{fault}");
        }
    }
}
