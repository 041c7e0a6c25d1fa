//! Asking other servers: no redirects, no proxies, little time, and certificates of one's own where they are named.

use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// How long a connection is kept for the next question. Many servers close theirs after five seconds; a question must not meet that.
const LONGEST_IDLE: Duration = Duration::from_secs(2);

/// A file of certificates that holds none, or broken ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoCertificates;

/// What asks, within so long for a whole answer. Certificates are in PEM, instead of the public ones.
pub(super) fn agent(longest: Duration, certificates: Option<&[u8]>) -> Result<Agent, NoCertificates> {
    let roots = match certificates {
        None => RootCerts::WebPki,
        Some(pem) => RootCerts::from(read_certificates(pem)?),
    };
    let agent = Agent::config_builder()
        .timeout_global(Some(longest))
        .max_redirects(0)
        .max_idle_age(LONGEST_IDLE)
        .proxy(None)
        .http_status_as_error(false)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build();
    Ok(agent.into())
}

fn read_certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, NoCertificates> {
    let items: Result<Vec<PemItem<'static>>, _> = parse_pem(pem).collect();
    let items = items.map_err(|_| NoCertificates)?;
    let certificates: Vec<_> = items
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(NoCertificates);
    }
    Ok(certificates)
}
