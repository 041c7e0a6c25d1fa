//! Which content coding a client wants (RFC 9110, 12.5.3).

use axum::http::{HeaderMap, header};

/// A content coding that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// The `Content-Encoding` to write, none for identity.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
            Self::Brotli => Some("br"),
        }
    }

    /// What tells its entity tag from the others'.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Identity => "id",
            Self::Gzip => "gz",
            Self::Zstd => "zst",
            Self::Brotli => "br",
        }
    }

    /// The coding with the greatest weight; of equals the smaller output. Identity where the client did not ask, and where it
    /// forbids everything that is offered.
    pub(super) fn wanted(headers: &HeaderMap) -> Self {
        let weight = |name: &str| {
            let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
            let lines = lines.filter_map(|line| line.to_str().ok());
            let mut members = lines.flat_map(|line| line.split(',')).filter_map(member);
            members
                .find(|(own, _)| own.eq_ignore_ascii_case(name))
                .map(|(_, weight)| weight)
        };
        let any = weight("*");
        let mut best = (Self::Identity, weight("identity").unwrap_or(0));
        for (coding, names) in [
            (Self::Gzip, ["gzip", "x-gzip"]),
            (Self::Zstd, ["zstd", "zstd"]),
            (Self::Brotli, ["br", "br"]),
        ] {
            let asked = weight(names[0]).or_else(|| weight(names[1])).or(any).unwrap_or(0);
            if asked > 0 && asked >= best.1 {
                best = (coding, asked);
            }
        }
        best.0
    }
}

/// Name and weight in thousandths; a weight that cannot be read counts as not acceptable.
fn member(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts
        .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
        .map_or(Some(1.0), |q| q.parse::<f32>().ok())
        .filter(|q| (0.0..=1.0).contains(q))
        .unwrap_or(0.0);
    Some((name, (weight * 1000.0) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("a header value"));
        Coding::wanted(&headers)
    }

    #[test]
    fn the_greatest_weight_wins_and_of_equals_the_smaller_output() {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("br;q=0.5, gzip", Coding::Gzip),
            ("GZIP", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("*", Coding::Brotli),
            ("zstd", Coding::Zstd),
            ("gzip, zstd", Coding::Zstd),
            ("zstd;q=0.5, gzip;q=0.6", Coding::Gzip),
            ("br;q=0, *;q=0.1", Coding::Zstd),
            ("gzip;q=0.5, identity", Coding::Identity),
            ("gzip;q=0.5, identity;q=0.4", Coding::Gzip),
        ] {
            assert_eq!(wanted(accept), coding, "{accept}");
        }
    }

    #[test]
    fn a_client_that_did_not_ask_gets_identity() {
        assert_eq!(Coding::wanted(&HeaderMap::new()), Coding::Identity);
        for accept in [
            "",
            "identity",
            "gzip;q=0",
            "zstd;q=0",
            "*;q=0",
            "gzip;q=no",
            "gzip;q=7",
            "not-gzip",
        ] {
            assert_eq!(wanted(accept), Coding::Identity, "{accept}");
        }
    }
}
