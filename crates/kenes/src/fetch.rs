//! The HTTP client of the program: the only place that asks other machines for something.

use std::path::PathBuf;
use std::time::Duration;

use kenes_service::ledger::verify::Source;

/// Longest wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Most bytes of an answer: a bundle of 256 leaves of 1 KiB, or their openings.
const ANSWER_BYTES_MAX: u64 = 64 * 1_024 * 1_024;

/// A client with bounded waiting. Statuses are answers, not errors.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).build().into()
}

/// A log below an address, such as `https://kenes.example/api/v1/ledger`.
pub struct Web {
    agent: ureq::Agent,
    prefix: String,
}

impl Web {
    /// `url` is the address of the log or of the whole site.
    pub fn new(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        let prefix = if url.ends_with("/ledger") { url.to_owned() } else { format!("{url}/api/v1/ledger") };
        Self { agent: agent(), prefix }
    }
}

impl Source for Web {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let url = format!("{}/{path}", self.prefix);
        let mut response = self.agent.get(&url).call().map_err(|error| format!("{url}: {error}"))?;
        match response.status().as_u16() {
            200 => response
                .body_mut()
                .with_config()
                .limit(ANSWER_BYTES_MAX)
                .read_to_vec()
                .map(Some)
                .map_err(|error| format!("{url}: {error}")),
            404 | 410 => Ok(None),
            status => Err(format!("{url}: status {status}")),
        }
    }
}

/// A log in a folder, as `kenes verify export` writes it.
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.0.join(path);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }
}

/// The log at an address or in a folder.
pub fn source(place: &str) -> Box<dyn Source> {
    if place.starts_with("http://") || place.starts_with("https://") {
        Box::new(Web::new(place))
    } else {
        Box::new(Folder(PathBuf::from(place)))
    }
}
