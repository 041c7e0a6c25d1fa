//! What the page may load.

use std::collections::BTreeSet;

use axum::http::HeaderValue;

/// Itself and nothing from anywhere else, but for pictures of the hosts that the settings let browsers ask.
pub(super) fn with_hosts<'a>(hosts: impl Iterator<Item = &'a str>) -> HeaderValue {
    let hosts: BTreeSet<&str> = hosts.collect();
    let more: String = hosts.iter().flat_map(|host| [" ", host]).collect();
    let policy = format!(
        "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:{more}; \
         style-src 'self' 'unsafe-inline'; connect-src 'self'{more}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    // The settings take only addresses of visible ASCII, without quotes.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Scheme and authority of an address, where it has plain ones: what could end a source or a directive of the policy is none.
pub(super) fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    (matches!(scheme, "http" | "https") && !authority.is_empty() && authority.bytes().all(plain))
        .then(|| format!("{scheme}://{}", authority.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_enters_once_and_nothing_but_a_host() {
        let said = with_hosts(["https://t.example", "http://a.example:8080", "https://t.example"].into_iter());
        let said = said.to_str().expect("text");
        assert!(
            said.contains("img-src 'self' data: blob: http://a.example:8080 https://t.example; "),
            "{said}"
        );
        assert!(
            said.contains("connect-src 'self' http://a.example:8080 https://t.example; "),
            "{said}"
        );
        assert!(!with_hosts([].into_iter()).to_str().expect("text").contains("http"));
        assert_eq!(
            origin("https://T.example:8443/a?b").as_deref(),
            Some("https://t.example:8443")
        );
        for bad in [
            "https://a.example;script-src *",
            "ftp://a.example/",
            "https://*/",
            "https:///x",
            "https://a,b/",
        ] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }
}
