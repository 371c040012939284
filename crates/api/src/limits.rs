//! Limits on what one address may do.
//!
//! Whole villages and mobile networks share one address, so the bounds are generous: they stop programs, not people.
//! Answers that are kept or not modified cost nothing and are not counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kenes_service::error::ServiceError;

/// Checks after which addresses that have been quiet are forgotten.
const CHECKS_PER_SWEEP: u32 = 4_096;
/// Longest wait that is told to a client, in seconds.
const RETRY_SECONDS_MAX: u32 = 60;

/// Bounds how often one address may write, and how often it may ask what must be worked out.
pub struct Limiter {
    writes: Option<Bucket>,
    reads: Option<Bucket>,
    trusted_proxies: Vec<IpAddr>,
}

/// Requests of one class in a minute from one address; 0 for no bound.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    /// Contributions and other changes.
    pub writes_per_minute: u32,
    /// Answers of the API that are not at hand.
    pub reads_per_minute: u32,
}

impl Limiter {
    /// Bounds for each address (IPv6: for each /64), with bursts as large as the quota of a minute.
    /// `X-Forwarded-For` is believed from `trusted_proxies` only.
    pub fn new(quotas: Quotas, trusted_proxies: Vec<IpAddr>) -> Self {
        Self {
            writes: Bucket::new(quotas.writes_per_minute),
            reads: Bucket::new(quotas.reads_per_minute),
            trusted_proxies,
        }
    }

    /// Lets a write through, or says when to come back.
    pub fn check_write(&self, request: &HttpRequest) -> Result<(), ServiceError> {
        self.check(self.writes.as_ref(), request)
    }

    /// Lets a read through, or says when to come back.
    pub fn check_read(&self, request: &HttpRequest) -> Result<(), ServiceError> {
        self.check(self.reads.as_ref(), request)
    }

    /// What stands for the connection of a request, where attempts are counted by it.
    pub fn network(&self, request: &HttpRequest) -> String {
        request
            .peer_addr()
            .map(|peer| network(self.address(peer.ip(), request.headers())).to_string())
            .unwrap_or_default()
    }

    fn check(&self, bucket: Option<&Bucket>, request: &HttpRequest) -> Result<(), ServiceError> {
        let (Some(bucket), Some(peer)) = (bucket, request.peer_addr()) else { return Ok(()) };
        bucket.check(network(self.address(peer.ip(), request.headers())))
    }

    /// The address of the client. Behind trusted proxies it is the last one of the list that is none of them: what
    /// stands before it was sent by the client and may be made up.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusted_proxies.contains(&peer) {
            return peer;
        }
        let lines: Vec<&str> =
            headers.get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
        let mut nearest = peer;
        for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(address) = parse_address(entry.trim()) else { return nearest };
            nearest = address;
            if !self.trusted_proxies.contains(&address) {
                return address;
            }
        }
        nearest
    }
}

struct Bucket {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    checks: AtomicU32,
}

impl Bucket {
    fn new(per_minute: u32) -> Option<Self> {
        NonZeroU32::new(per_minute).map(|rate| Self {
            limiter: RateLimiter::keyed(Quota::per_minute(rate)),
            checks: AtomicU32::new(0),
        })
    }

    fn check(&self, key: IpAddr) -> Result<(), ServiceError> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let seconds = u32::try_from(wait).unwrap_or(RETRY_SECONDS_MAX).min(RETRY_SECONDS_MAX);
            ServiceError::TooMany { retry_after_seconds: seconds }
        })
    }
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]` or `[2001:db8::7]:4711`.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
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

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, lines: &[&str]) -> String {
        let quotas = Quotas { writes_per_minute: 1, reads_per_minute: 0 };
        let limiter = Limiter::new(quotas, vec![ip("10.0.0.1"), ip("10.0.0.2")]);
        let mut headers = HeaderMap::new();
        for line in lines {
            let name = HeaderName::from_static("x-forwarded-for");
            headers.append(name, HeaderValue::from_str(line).unwrap());
        }
        limiter.address(ip(peer), &headers).to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_adds_is_believed() {
        for (peer, lines, address) in [
            ("192.0.2.9", &["198.51.100.1"][..], "192.0.2.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.5, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.5", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.5, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.5, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.5, nonsense, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("::ffff:10.0.0.1", &["2001:db8::7"], "2001:db8::7"),
            ("::ffff:192.0.2.9", &[], "192.0.2.9"),
        ] {
            assert_eq!(seen(peer, lines), address, "{peer} {lines:?}");
        }
    }

    #[test]
    fn one_network_has_one_quota_and_others_have_theirs() {
        let bucket = Bucket::new(2).unwrap();
        let check = |text: &str| bucket.check(network(ip(text)));
        assert!(check("2001:db8:0:1::1").is_ok());
        assert!(check("2001:db8:0:1::2").is_ok());
        let refused = check("2001:db8:0:1:ffff::3").unwrap_err();
        assert!(matches!(refused, ServiceError::TooMany { retry_after_seconds: 1..=60 }), "{refused}");
        assert!(check("2001:db8:0:2::1").is_ok());
        assert!(check("192.0.2.1").is_ok());
        assert!(Bucket::new(0).is_none());
    }
}
