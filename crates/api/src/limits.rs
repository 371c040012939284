//! Limits on what one address may do.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use actix_web::HttpRequest;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kenes_service::error::ServiceError;

/// Bounds how often one address may write. Whole villages share one address, so the bound is generous; it stops
/// programs, not people.
pub struct Limiter {
    writes: Option<DefaultKeyedRateLimiter<IpAddr>>,
    trusted_proxies: Vec<IpAddr>,
}

impl Limiter {
    /// At most `writes_per_minute` writes from one address (IPv6: from one /64), with bursts of as many; 0 turns the
    /// bound off. `X-Forwarded-For` is believed from `trusted_proxies` only.
    pub fn new(writes_per_minute: u32, trusted_proxies: Vec<IpAddr>) -> Self {
        let writes =
            NonZeroU32::new(writes_per_minute).map(|rate| RateLimiter::keyed(Quota::per_minute(rate)));
        Self { writes, trusted_proxies }
    }

    /// Lets a write through, or says when to come back.
    pub fn check_write(&self, request: &HttpRequest) -> Result<(), ServiceError> {
        let (Some(writes), Some(address)) = (&self.writes, self.address(request)) else { return Ok(()) };
        writes.check_key(&network(address)).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            ServiceError::TooMany { retry_after_seconds: u32::try_from(wait).unwrap_or(60) }
        })
    }

    /// The address of the client, looked up behind trusted proxies.
    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip();
        if !self.trusted_proxies.contains(&peer) {
            return Some(peer);
        }
        let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
        // From the right: what a trusted proxy added stands last.
        forwarded
            .into_iter()
            .flat_map(|list| list.rsplit(','))
            .filter_map(|text| text.trim().parse::<IpAddr>().ok())
            .find(|address| !self.trusted_proxies.contains(address))
            .or(Some(peer))
    }
}

/// The part of an address that stands for one connection: all of IPv4, the first half of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}
