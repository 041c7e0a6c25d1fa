//! The cookie of a session, and that of an attempt to sign in at the bureau's server.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::http::peer::Peer;

/// Where a connection is encrypted the browser takes the cookie from this host alone (RFC 6265bis, 4.1.3.2).
pub(in crate::http) const SESSION: &str = "__Host-yike";

/// Where it is not: this computer's own addresses.
const PLAIN: &str = "yike";

/// The same of an attempt.
const ATTEMPT_OVER_TLS: &str = "__Host-yike-attempt";
const ATTEMPT_PLAIN: &str = "yike-attempt";

/// Seconds that somebody may take to sign in elsewhere.
const LONGEST_ATTEMPT: u32 = 900;

fn name(peer: Peer) -> &'static str {
    if peer.https { SESSION } else { PLAIN }
}

fn attempt_name(peer: Peer) -> &'static str {
    if peer.https { ATTEMPT_OVER_TLS } else { ATTEMPT_PLAIN }
}

/// The secret that a request brings, if it brings one and only one.
pub(in crate::http) fn of_request(headers: &HeaderMap, peer: Peer) -> Option<&str> {
    let is_token = |text: &&str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    one(headers, name(peer)).filter(is_token)
}

/// The attempt that a browser comes back from.
pub(in crate::http) fn attempt_of_request(headers: &HeaderMap, peer: Peer) -> Option<&str> {
    one(headers, attempt_name(peer))
}

/// The value of a cookie that stands there once.
fn one<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let own = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == wanted);
    let mut own = own.map(|(_, value)| value);
    let (first, more) = (own.next(), own.next());
    first.filter(|_| more.is_none())
}

/// Gives a session to a browser, until it is closed. `lax` lets another site's link bring it along.
pub(in crate::http) fn given(token: &str, peer: Peer, lax: bool) -> Option<HeaderValue> {
    let site = if lax { "Lax" } else { "Strict" };
    line(peer, name(peer), token, &format!("SameSite={site}"))
}

/// Gives an attempt to a browser. It has to come along from the other server, whose page leads back here.
pub(in crate::http) fn attempt_given(written: &str, peer: Peer) -> Option<HeaderValue> {
    let more = format!("SameSite=Lax; Max-Age={LONGEST_ATTEMPT}");
    line(peer, attempt_name(peer), written, &more)
}

/// Takes the attempt from a browser: it is good once.
pub(in crate::http) fn attempt_ended(peer: Peer) -> Option<HeaderValue> {
    line(peer, attempt_name(peer), "", "SameSite=Lax; Max-Age=0")
}

/// Takes the session from a browser.
pub(in crate::http) fn ended(peer: Peer) -> Option<HeaderValue> {
    line(peer, name(peer), "", "SameSite=Strict; Max-Age=0")
}

fn line(peer: Peer, name: &str, value: &str, more: &str) -> Option<HeaderValue> {
    let secure = if peer.https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; {more}{secure}");
    HeaderValue::try_from(text).ok()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn peer(https: bool) -> Peer {
        Peer {
            address: IpAddr::from([10, 0, 0, 1]),
            https,
        }
    }

    #[test]
    fn the_cookie_is_for_this_host_and_no_script() {
        let token = "a".repeat(64);
        let told = |https, lax| given(&token, peer(https), lax).map(|value| value.to_str().unwrap_or("").to_owned());
        assert_eq!(
            told(true, false),
            Some(format!(
                "__Host-yike={token}; Path=/; HttpOnly; SameSite=Strict; Secure"
            ))
        );
        assert_eq!(
            told(false, true),
            Some(format!("yike={token}; Path=/; HttpOnly; SameSite=Lax"))
        );
    }

    #[test]
    fn one_cookie_of_the_right_name_and_form_is_read() {
        let read = |line: &str, https| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, line.parse().expect("a header"));
            of_request(&headers, peer(https)).map(str::to_owned)
        };
        let token = "0123456789abcdef".repeat(4);
        assert_eq!(read(&format!("x=1; yike={token}; y=2"), false), Some(token.clone()));
        assert_eq!(read(&format!("yike={token}"), true), None);
        assert_eq!(read(&format!("__Host-yike={token}"), true), Some(token.clone()));
        assert_eq!(read(&format!("yike={token}; yike={token}"), false), None);
        for bad in [
            "",
            "yike",
            "yike=",
            "yike=abc",
            &format!("yike=\"{token}\""),
            &format!("yike={token}0"),
        ] {
            assert_eq!(read(bad, false), None, "{bad}");
        }
    }
}
