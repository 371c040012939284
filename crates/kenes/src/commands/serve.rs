//! `kenes serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use super::say;
use crate::server::{RunningServer, SystemClock, open_service};
use crate::settings::Settings;
use crate::telemetry;

/// Arguments of `kenes serve`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Address and port; 0 as the port takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<SocketAddr>,
}

pub fn run(mut settings: Settings, arguments: &Arguments) -> Result<()> {
    if let Some(bind) = arguments.bind {
        settings.server.bind = bind;
    }
    telemetry::start_logs(&settings.log)?;
    let service = open_service(&settings, Arc::new(SystemClock), None)?;
    actix_web::rt::System::new().block_on(async {
        let server = RunningServer::start(&settings, &service)?;
        say(&format!("Kenes listens on http://{}", server.address()));
        server.run_until_signal().await
    })
}
