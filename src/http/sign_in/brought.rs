//! A key that a request brings elsewhere than in the header that is meant for it.

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

/// The keys that stood in an address, in a form or in a header of another name, `None` for one that can't be read. Whoever finds them there
/// takes them out, so that nothing after it sees them; and there is no `Debug`, so that nothing writes them.
#[derive(Clone)]
pub(in crate::http) struct Brought(pub(in crate::http) Vec<Option<String>>);

impl Brought {
    /// The one key, if all are the same.
    pub(in crate::http) fn one(&self) -> Option<String> {
        let first = self.0.first()?;
        let same = self.0.iter().all(|other| other == first);
        first.clone().filter(|_| same)
    }
}

/// The secret of a header's line of the kind `Bearer`.
pub(in crate::http) fn bearer(line: &HeaderValue) -> Option<String> {
    let (scheme, secret) = line.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

/// What a request shows of keys.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    Key(String),
    /// What it shows is not one key, the same everywhere.
    NotOne,
}

/// The key that a request shows.
pub(super) fn shown(request: &Parts) -> Shown {
    let lines = request.headers.get_all(header::AUTHORIZATION).iter();
    let in_header: Vec<Option<String>> = lines.map(bearer).collect();
    let brought = request.extensions.get::<Brought>();
    let several = in_header.len() > 1;
    let brought = brought.into_iter().flat_map(|brought| brought.0.clone());
    let mut all = in_header.into_iter().chain(brought);
    let Some(first) = all.next() else {
        return Shown::Nothing;
    };
    let same = !several && all.all(|other| other == first);
    first.filter(|_| same).map_or(Shown::NotOne, Shown::Key)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn shows(lines: &[&str], brought: Option<&[&str]>) -> Shown {
        let mut request = Request::builder().uri("/");
        for line in lines {
            request = request.header("authorization", *line);
        }
        let mut parts = request.body(()).expect("a request").into_parts().0;
        if let Some(keys) = brought {
            let keys = keys.iter().map(|key| Some((*key).to_owned()));
            parts.extensions.insert(Brought(keys.collect()));
        }
        shown(&parts)
    }

    #[test]
    fn one_key_counts_wherever_it_stands_and_two_that_differ_are_none() {
        let a = || Shown::Key("a".to_owned());
        assert_eq!(shows(&[], None), Shown::Nothing);
        assert_eq!(shows(&["Bearer a"], None), a());
        assert_eq!(shows(&[], Some(&["a"])), a());
        assert_eq!(shows(&["bearer a"], Some(&["a", "a"])), a());
        for (lines, brought) in [
            (&["Basic a"][..], None),
            (&["Bearer a", "Bearer a"], None),
            (&["Bearer a"], Some(&["b"][..])),
            (&["Basic a"], Some(&["a"])),
            (&[], Some(&["a", "b"])),
        ] {
            assert_eq!(shows(lines, brought), Shown::NotOne, "{lines:?}");
        }
    }
}
