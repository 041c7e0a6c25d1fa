//! Asking the sign-in server: only addresses on hosts that the settings name, no redirects, no proxies, little time, little to read.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use super::error::OidcError;
use crate::http::outside;

/// How long one answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(5);
/// Bytes of one answer at most.
const LARGEST_ANSWER: u64 = 256 << 10;

/// Whom may be asked, and how.
pub(super) struct Fetch {
    agent: Agent,
    /// `host` or `host:port`, in small letters.
    hosts: Vec<String>,
    /// Whether the issuer is on this computer without encryption.
    plain: bool,
}

/// Scheme and authority of an address.
fn parts(address: &str) -> Option<(&str, String)> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = address
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
    (plain && !authority.is_empty() && !authority.contains('@')).then(|| (scheme, authority.to_ascii_lowercase()))
}

impl Fetch {
    pub(super) fn new(issuer: &str, more_hosts: &[String], certificates: Option<&[u8]>) -> Result<Self, OidcError> {
        let agent = outside::agent(LONGEST_ANSWER, certificates).map_err(|_| OidcError::Certificates)?;
        let own = parts(issuer).map(|(_, authority)| authority);
        let hosts = own
            .into_iter()
            .chain(more_hosts.iter().map(|host| host.to_ascii_lowercase()));
        Ok(Self {
            agent,
            hosts: hosts.collect(),
            plain: issuer.starts_with("http://"),
        })
    }

    /// Whether an address that the server's own document names may be used.
    pub(super) fn may_use(&self, address: &str) -> bool {
        let Some((scheme, authority)) = parts(address) else {
            return false;
        };
        let safe = scheme == "https" || (scheme == "http" && self.plain);
        safe && self.hosts.contains(&authority)
    }

    /// A document.
    pub(super) fn get(&self, at: &'static str, address: &str) -> Result<Value, OidcError> {
        let answer = self.agent.get(address).header("accept", "application/json").call();
        let (status, document) = read(at, answer)?;
        if status == 200 {
            return Ok(document);
        }
        Err(OidcError::Unusable {
            at,
            why: format!("it has status {status}"),
        })
    }

    /// Sends a form; the status and the document.
    pub(super) fn post(
        &self,
        at: &'static str,
        address: &str,
        authorization: Option<&str>,
        form: &str,
    ) -> Result<(u16, Value), OidcError> {
        let mut request = self.agent.post(address).header("accept", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        read(at, request.send(form))
    }
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn read(at: &'static str, answer: Answer) -> Result<(u16, Value), OidcError> {
    let mut answer = answer.map_err(|error| OidcError::Down {
        at,
        why: error.to_string(),
    })?;
    let status = answer.status().as_u16();
    let unusable = |why: &str| OidcError::Unusable {
        at,
        why: why.to_owned(),
    };
    if status >= 500 {
        return Err(OidcError::Down {
            at,
            why: format!("it has status {status}"),
        });
    }
    let read = answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
    let bytes = read.map_err(|_| unusable("it breaks off, takes too long or is too large"))?;
    let document = serde_json::from_slice(&bytes).map_err(|_| unusable("it is no JSON"))?;
    Ok((status, document))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_elsewhere_are_not_used() {
        let more = ["keys.bureau.example:8443".to_owned()];
        let fetch = Fetch::new("https://Login.bureau.example/realms/a", &more, None).expect("made");
        for good in [
            "https://login.bureau.example/keys",
            "https://keys.bureau.example:8443/k?a=b",
        ] {
            assert!(fetch.may_use(good), "{good}");
        }
        for bad in [
            "http://login.bureau.example/keys",
            "https://login.bureau.example:444/keys",
            "https://keys.bureau.example/k",
            "https://login.bureau.example@evil.example/",
            "https://login.bureau.example.evil.example/",
            "file:///etc/passwd",
            "https://login.bureau.example\\@evil.example/",
            "",
        ] {
            assert!(!fetch.may_use(bad), "{bad}");
        }
        assert!(matches!(
            Fetch::new("https://a.example", &[], Some(b"nothing")),
            Err(OidcError::Certificates)
        ));
    }
}
