//! What stands before the server: nothing, TLS of its own, or the bureau's proxy. Changed while it runs.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, header};

use super::peer::Peer;
use super::problem::Problem;
use super::tls::Tls;
use crate::settings::Network;

/// What stands before the server.
#[derive(Clone, Default)]
pub struct Front {
    /// Its certificate and key; without it connections are plain.
    pub tls: Option<Tls>,
    /// Whose word about clients is taken.
    pub proxies: Vec<Network>,
}

/// A request that says of itself what only a trusted proxy may say.
#[derive(Debug, Clone)]
pub(super) struct Disbelieved(pub(super) Problem);

/// Headers by which proxies tell of the client.
const TELLING: [&str; 5] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-real-ip",
];

impl Front {
    /// Puts into a request who asks, and over what, before anybody looks at it.
    pub(super) fn mark<B>(&self, mut request: Request<B>, peer: Peer) -> Request<B> {
        let told = self.told(peer, request.headers());
        for name in TELLING {
            request.headers_mut().remove(HeaderName::from_static(name));
        }
        let (client, host) = told.unwrap_or_else(|problem| {
            request.extensions_mut().insert(Disbelieved(problem));
            (peer, None)
        });
        request.extensions_mut().insert(client);
        if let Some(host) = host {
            request.headers_mut().insert(header::HOST, host);
        }
        request
    }

    /// The client, and the host that it asked for where a proxy says so.
    fn told(&self, peer: Peer, headers: &HeaderMap) -> Result<(Peer, Option<HeaderValue>), Problem> {
        if self.proxies.is_empty() {
            // Nobody's word is taken, so nobody needs to be told off: such headers mean nothing.
            return Ok((peer, None));
        }
        if !self.trusts(peer.address) {
            let says = TELLING.iter().any(|name| headers.contains_key(*name));
            return if says {
                Err(Problem::UntrustedProxy)
            } else if !peer.https && !peer.address.is_loopback() {
                // Past the proxy that encrypts.
                Err(Problem::PlainConnection)
            } else {
                Ok((peer, None))
            };
        }
        let https = match one(headers, "x-forwarded-proto")? {
            None => peer.https,
            Some("https") => true,
            Some("http") => false,
            Some(_) => return Err(Problem::MalformedProxy),
        };
        let host = one(headers, "x-forwarded-host")?;
        let host = host.map(|host| HeaderValue::from_str(host).map_err(|_| Problem::MalformedProxy));
        let address = self.client(peer.address, headers)?;
        Ok((Peer { address, https }, host.transpose()?))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.holds(address))
    }

    /// From the right, the first address that is no proxy's: what stands left of it anybody may have written.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Problem> {
        let mut client = peer;
        let lines: Vec<&HeaderValue> = headers.get_all("x-forwarded-for").iter().collect();
        for line in lines.into_iter().rev() {
            let line = line.to_str().map_err(|_| Problem::MalformedProxy)?;
            for part in line.split(',').rev() {
                client = address(part.trim()).ok_or(Problem::MalformedProxy)?;
                if !self.trusts(client) {
                    return Ok(client);
                }
            }
        }
        Ok(client)
    }
}

/// A header that may stand once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut lines = headers.get_all(name).iter();
    let (line, more) = (lines.next(), lines.next());
    if more.is_some() {
        return Err(Problem::MalformedProxy);
    }
    line.map(|line| line.to_str().map_err(|_| Problem::MalformedProxy))
        .transpose()
}

/// An address, with or without a port, IPv6 in brackets or bare.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split(']').next());
    text.parse()
        .ok()
        .or_else(|| bare?.parse().ok())
        .or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

/// Shared, and replaced as a whole.
pub(super) type SharedFront = Arc<Front>;

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn front() -> Front {
        Front {
            proxies: vec![
                "10.0.0.0/8".parse().expect("a network"),
                "127.0.0.1".parse().expect("a network"),
            ],
            ..Front::default()
        }
    }

    fn marked(front: &Front, peer: &str, headers: &[(&'static str, &str)]) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        request
            .headers_mut()
            .insert("host", HeaderValue::from_static("localhost"));
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().expect("a value"));
        }
        let address = peer.parse().expect("an address");
        front.mark(request, Peer { address, https: false })
    }

    fn client(request: &Request<Body>) -> String {
        let peer = Peer::of(request.extensions());
        format!("{} {}", peer.scheme(), peer.address)
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_the_nearest_stranger_is_the_client() {
        let headers = [
            ("x-forwarded-for", "6.6.6.6, 192.168.3.4"),
            ("x-forwarded-for", "10.1.1.1:4711"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "map.bureau.example"),
        ];
        let request = marked(&front(), "127.0.0.1", &headers);
        assert_eq!(client(&request), "https 192.168.3.4");
        assert_eq!(request.headers()["host"], "map.bureau.example");
        assert!(!request.headers().contains_key("x-forwarded-for"));
        assert!(request.extensions().get::<Disbelieved>().is_none());
        assert_eq!(
            client(&marked(&front(), "10.0.0.9", &[("x-forwarded-for", "[fd00::7]:80")])),
            "http fd00::7"
        );
        assert_eq!(client(&marked(&front(), "10.0.0.9", &[])), "http 10.0.0.9");
    }

    #[test]
    fn who_is_not_trusted_may_not_speak_for_others() {
        for (name, value) in [
            ("x-forwarded-for", "127.0.0.1"),
            ("forwarded", "for=127.0.0.1"),
            ("x-real-ip", "127.0.0.1"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ] {
            let request = marked(&front(), "192.168.3.4", &[(name, value)]);
            let why = request.extensions().get::<Disbelieved>().map(|why| why.0.clone());
            assert_eq!(why, Some(Problem::UntrustedProxy), "{name}");
            assert_eq!(client(&request), "http 192.168.3.4");
            assert_eq!(request.headers()["host"], "localhost");
            // Without such a header it came past the proxy that encrypts.
            let request = marked(&front(), "192.168.3.4", &[]);
            let why = request.extensions().get::<Disbelieved>().map(|why| why.0.clone());
            assert_eq!(why, Some(Problem::PlainConnection));
            // Where nobody is trusted it means nothing.
            let request = marked(&Front::default(), "192.168.3.4", &[(name, value)]);
            assert!(request.extensions().get::<Disbelieved>().is_none());
            assert_eq!(
                (client(&request).as_str(), request.headers().len()),
                ("http 192.168.3.4", 1)
            );
        }
    }

    #[test]
    fn what_a_proxy_garbles_is_refused() {
        for headers in [
            [("x-forwarded-for", "unknown"), ("x-forwarded-proto", "http")],
            [("x-forwarded-proto", "gopher"), ("x-forwarded-for", "6.6.6.6")],
            [("x-forwarded-host", "a.example"), ("x-forwarded-host", "b.example")],
        ] {
            let request = marked(&front(), "127.0.0.1", &headers);
            let why = request.extensions().get::<Disbelieved>().map(|why| why.0.clone());
            assert_eq!(why, Some(Problem::MalformedProxy), "{headers:?}");
        }
    }
}
