//! Settings: the built-in defaults, then a file, then the environment.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Every key with its default and its explanation.
pub const DEFAULTS: &str = include_str!("../../../config/default.toml");
/// Prefix of environment variables that set something.
const PREFIX: &str = "KENES__";

/// All settings. `config/default.toml` explains each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Serving.
    pub server: ServerSettings,
    /// Keeping.
    pub store: StoreSettings,
    /// Bounds.
    pub limits: LimitSettings,
    /// Logging.
    pub log: LogSettings,
}

/// Serving.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port.
    pub bind: SocketAddr,
    /// Threads; 0 for one per processor.
    pub workers: usize,
    /// Most connections at the same time.
    pub connections_max: usize,
    /// Addresses of proxies, separated by commas.
    pub trusted_proxies: String,
    /// Address under which people reach the site.
    pub public_url: String,
    /// Address and port of the metrics; empty for the same as everything else.
    pub metrics_bind: String,
    /// Seconds from readiness off to no new connections.
    pub drain_seconds: u64,
    /// Longest wait for running requests at the end, in seconds.
    pub shutdown_seconds: u64,
}

/// Keeping.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// Database; empty for the embedded one in the data folder.
    pub url: String,
    /// Folder of everything that is kept.
    pub data_dir: PathBuf,
}

/// Bounds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// Writes from one address in a minute; 0 for no limit.
    pub writes_per_minute: u32,
    /// Contributions from one address in a minute without proof of work; 0 for no limit.
    pub contributions_per_minute: u32,
    /// Answers that have to be worked out for one address in a minute; 0 for no limit.
    pub reads_per_minute: u32,
    /// Seconds for the first bytes of a body.
    pub body_seconds: u64,
}

/// Logging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// Level, or levels of parts.
    pub level: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Settings {
    /// Reads the settings: defaults, then `file`, then `environment` (pairs of name and value).
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut table: toml::Table = toml::from_str(DEFAULTS).context("the built-in settings are broken")?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the settings file {} cannot be read", path.display()))?;
            add_file(&mut table, &text).with_context(|| format!("the settings file {}", path.display()))?;
        }
        for (name, value) in environment {
            if let Some(rest) = name.strip_prefix(PREFIX) {
                add_variable(&mut table, rest, value).with_context(|| format!("the variable {name}"))?;
            }
        }
        let settings: Self = toml::Value::Table(table).try_into()?;
        settings.trusted_proxies()?;
        settings.metrics_bind()?;
        Ok(settings)
    }

    /// URL of the database.
    pub fn database_url(&self) -> String {
        if self.store.url.is_empty() {
            format!("sqlite://{}", self.store.data_dir.join("kenes.db").display())
        } else {
            self.store.url.clone()
        }
    }

    /// Addresses of trusted proxies.
    pub fn trusted_proxies(&self) -> Result<Vec<IpAddr>> {
        self.server
            .trusted_proxies
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| {
                text.parse().with_context(|| format!("server.trusted_proxies: {text:?} is not an address"))
            })
            .collect()
    }

    /// Address and port of the metrics, when they have one of their own.
    pub fn metrics_bind(&self) -> Result<Option<SocketAddr>> {
        let text = self.server.metrics_bind.as_str();
        if text.is_empty() {
            return Ok(None);
        }
        let bind = text.parse().with_context(|| {
            format!("server.metrics_bind: {text:?} is not an address like 127.0.0.1:9090")
        })?;
        Ok(Some(bind))
    }
}

fn add_file(table: &mut toml::Table, text: &str) -> Result<()> {
    let own: toml::Table = toml::from_str(text)?;
    for (section, keys) in own {
        let toml::Value::Table(keys) = keys else {
            bail!("{section} stands outside every section; write it below [server] or another one");
        };
        for (key, value) in keys {
            set(table, &section, &key, value)?;
        }
    }
    Ok(())
}

/// Adds a variable; the environment knows texts only, so the default says what the text has to be.
fn add_variable(table: &mut toml::Table, rest: &str, value: String) -> Result<()> {
    let lower = rest.to_ascii_lowercase();
    let Some((section, key)) = lower.split_once("__") else {
        bail!("names no setting; it must look like KENES__SERVER__BIND");
    };
    let known = table.get(section).and_then(|section| section.get(key));
    let value = match known {
        Some(toml::Value::Integer(_)) => {
            let number = value.parse().with_context(|| format!("{value:?} is no whole number"))?;
            toml::Value::Integer(number)
        }
        Some(toml::Value::Boolean(_)) => {
            let truth = value.parse().with_context(|| format!("{value:?} is neither true nor false"))?;
            toml::Value::Boolean(truth)
        }
        _ => toml::Value::String(value),
    };
    set(table, section, key, value)
}

/// Sets a known key; for an unknown one the error names the nearest that there is.
fn set(table: &mut toml::Table, section: &str, key: &str, value: toml::Value) -> Result<()> {
    let sections: Vec<String> = table.keys().cloned().collect();
    let Some(toml::Value::Table(keys)) = table.get_mut(section) else {
        bail!("there is no section [{section}]; did you mean [{}]?", nearest(section, &sections));
    };
    if !keys.contains_key(key) {
        let known: Vec<String> = keys.keys().cloned().collect();
        bail!("there is no setting {section}.{key}; did you mean {section}.{}?", nearest(key, &known));
    }
    keys.insert(key.to_owned(), value);
    Ok(())
}

/// The known word with the fewest letters to change; of equals the first in alphabetical order.
fn nearest<'a>(word: &str, known: &'a [String]) -> &'a str {
    known
        .iter()
        .map(String::as_str)
        .min_by_key(|candidate| (distance(word, candidate), *candidate))
        .unwrap_or("")
}

/// Levenshtein distance in letters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, letter) in a.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = usize::from(letter != *other);
            left = (diagonal + cost).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings> {
        Settings::load(None, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    fn fault(result: Result<Settings>) -> String {
        format!("{:#}", result.unwrap_err())
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kenes.toml");
        std::fs::write(&file, "[server]\nbind = \"127.0.0.1:7\"\nworkers = 3\n").unwrap();
        let environment = [("KENES__SERVER__BIND".to_owned(), "127.0.0.1:9".to_owned())];
        let settings = Settings::load(Some(&file), environment).unwrap();
        assert_eq!(settings.server.bind.port(), 9);
        assert_eq!(settings.server.workers, 3);
        assert_eq!(settings.limits.writes_per_minute, 120);
    }

    #[test]
    fn unknown_keys_are_errors_that_name_the_nearest_known_one() {
        for (name, named) in [
            ("KENES__SERVER__BNID", "did you mean server.bind?"),
            ("KENES__LIMITS__WRITES_PER_MINUT", "did you mean limits.writes_per_minute?"),
            ("KENES__SEVER__BIND", "did you mean [server]?"),
            ("KENES__BIND", "must look like"),
        ] {
            let fault = fault(load(&[(name, "x")]));
            assert!(fault.contains(named) && fault.contains(name), "{fault}");
        }
        let mut table: toml::Table = toml::from_str(DEFAULTS).unwrap();
        let fault = add_file(&mut table, "[store]\nurll = \"x\"").unwrap_err().to_string();
        assert!(fault.contains("did you mean store.url?"), "{fault}");
        let fault = add_file(&mut table, "bind = 1").unwrap_err().to_string();
        assert!(fault.contains("outside every section"), "{fault}");
    }

    #[test]
    fn values_that_cannot_be_are_errors_that_name_their_key() {
        for (name, value) in [
            ("KENES__SERVER__WORKERS", "many"),
            ("KENES__SERVER__WORKERS", "-1"),
            ("KENES__SERVER__BIND", "localhost"),
            ("KENES__SERVER__METRICS_BIND", "9090"),
            ("KENES__SERVER__TRUSTED_PROXIES", "10.0.0.1, proxy"),
            ("KENES__LOG__FORMAT", "xml"),
        ] {
            let fault = fault(load(&[(name, value)])).to_lowercase();
            let key = name.rsplit("__").next().unwrap().to_lowercase();
            assert!(fault.contains(&key), "{name}={value}: {fault}");
        }
    }

    #[test]
    fn every_key_is_explained_where_it_stands() {
        let mut explained = false;
        for line in DEFAULTS.lines() {
            if line.contains(" = ") && !line.starts_with('#') {
                assert!(explained, "{line}");
            }
            explained = line.starts_with('#');
        }
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("bind", "bind"), 0);
        assert_eq!(distance("bnid", "bind"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("кеңес", "кенес"), 1);
    }
}
