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
            let own: toml::Table = toml::from_str(&text)
                .with_context(|| format!("the settings file {} is not TOML", path.display()))?;
            for (section, keys) in own {
                let toml::Value::Table(keys) = keys else {
                    bail!("{}: [{section}] must be a section", path.display());
                };
                for (key, value) in keys {
                    set(&mut table, &section, &key, value)?;
                }
            }
        }
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix(PREFIX) else { continue };
            let lower = rest.to_ascii_lowercase();
            let Some((section, key)) = lower.split_once("__") else {
                bail!("{name} names no setting; it must look like KENES__SERVER__BIND");
            };
            let known = table.get(section).and_then(|section| section.get(key));
            let value = match known {
                Some(toml::Value::Integer(_)) => toml::Value::Integer(
                    value.parse().with_context(|| format!("{name} must be a whole number"))?,
                ),
                Some(toml::Value::Boolean(_)) => toml::Value::Boolean(
                    value.parse().with_context(|| format!("{name} must be true or false"))?,
                ),
                _ => toml::Value::String(value),
            };
            set(&mut table, section, key, value)?;
        }
        toml::Value::Table(table).try_into().context("a setting has a value that it cannot have")
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
}

/// Sets a known key; an unknown one is an error that names what there is.
fn set(table: &mut toml::Table, section: &str, key: &str, value: toml::Value) -> Result<()> {
    let sections: Vec<String> = table.keys().cloned().collect();
    let Some(toml::Value::Table(keys)) = table.get_mut(section) else {
        bail!("there is no section [{section}]; there are {}", sections.join(", "));
    };
    if !keys.contains_key(key) {
        let known: Vec<&str> = keys.keys().map(String::as_str).collect();
        bail!("there is no setting {section}.{key}; there are {}", known.join(", "));
    }
    keys.insert(key.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_and_unknown_keys_are_named() {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
        };
        let settings = Settings::load(
            None,
            pairs(&[("KENES__SERVER__BIND", "127.0.0.1:9"), ("KENES__LIMITS__WRITES_PER_MINUTE", "5")]),
        )
        .unwrap();
        assert_eq!(settings.server.bind.port(), 9);
        assert_eq!(settings.limits.writes_per_minute, 5);
        let error = Settings::load(None, pairs(&[("KENES__SERVER__BNID", "x")])).unwrap_err().to_string();
        assert!(error.contains("server.bnid") && error.contains("bind"), "{error}");
    }
}
