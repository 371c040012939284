//! `kenes witness`.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use kenes_ledger::key::{Purpose, SignerKey};
use kenes_ledger::policy::Policy;

use super::say;
use crate::server::SystemClock;
use crate::settings::Settings;
use crate::telemetry;
use crate::witness::Witness;

/// Arguments of `kenes witness`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Name of the witness: a host and a path without a scheme, such as witness.university.example.
    #[arg(long)]
    name: String,
    /// The logs to follow: lines `log KEY` and `quorum none`, as a site shows them under /api/v1/ledger/policy.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// Folder of the key and of what was cosigned last. Losing it means a new name.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Address and port.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8090")]
    bind: SocketAddr,
}

pub fn run(settings: &Settings, arguments: &Arguments) -> Result<()> {
    telemetry::start_logs(&settings.log)?;
    let bytes = fs::read(&arguments.policy).with_context(|| arguments.policy.display().to_string())?;
    let policy = Policy::parse(&bytes).with_context(|| arguments.policy.display().to_string())?;
    fs::create_dir_all(&arguments.state).with_context(|| arguments.state.display().to_string())?;
    let key = key(&arguments.state.join("key"), &arguments.name)?;
    let listener = TcpListener::bind(arguments.bind)
        .with_context(|| format!("{} cannot be bound; choose another with --bind", arguments.bind))?;
    let address = listener.local_addr()?;
    let witness = Witness::new(arguments.state.join("logs"), key, &policy, Arc::new(SystemClock))?;
    say("Ask the operator of the journal to add this line to ledger.witnesses:");
    say(&format!("witness {} {} http://{address}", arguments.name, witness.key()));
    actix_web::rt::System::new().block_on(async { Ok(witness.server(listener)?.await?) })
}

/// Reads the key, or makes one that only the owner can read.
fn key(path: &Path, name: &str) -> Result<SignerKey> {
    if path.exists() {
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        ensure!(mode.trailing_zeros() >= 6, "{0} can be read by others; run: chmod 600 {0}", path.display());
        let key = SignerKey::parse(fs::read_to_string(path)?.trim())
            .with_context(|| format!("{} holds no signer key", path.display()))?;
        if key.verifier().name() != name || key.verifier().purpose() != Purpose::Cosignature {
            bail!("{} holds the key of {}, not of {name}", path.display(), key.verifier().name());
        }
        return Ok(key);
    }
    let [seed, _] = kenes_service::runtime::key_seeds()?;
    let key = SignerKey::from_seed(name, Purpose::Cosignature, &seed).context("--name")?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(format!("{}\n", key.secret_text()).as_bytes())?;
    file.sync_all()?;
    Ok(key)
}
