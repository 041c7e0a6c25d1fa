//! Query strings, read strictly.

use std::collections::BTreeMap;

use axum::http::Uri;

use super::problem::Problem;

/// The parameters of an address that were given, decoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Query(BTreeMap<&'static str, String>);

impl Query {
    /// Reads the query; only `known` names may occur, each once.
    pub(super) fn read(uri: &Uri, known: &'static [&'static str]) -> Result<Self, Problem> {
        Self::of_text(uri.query().unwrap_or_default(), known)
    }

    /// As [`Self::read`], from the text of a query or of a form.
    pub(super) fn of_text(text: &str, known: &'static [&'static str]) -> Result<Self, Problem> {
        let mut found = BTreeMap::new();
        let members = text.split('&');
        for member in members.filter(|member| !member.is_empty()) {
            let (name, value) = member.split_once('=').unwrap_or((member, ""));
            let name = decode(name)?;
            let known_name = known.iter().find(|k| **k == name);
            let name = *known_name.ok_or(Problem::UnknownParameter { known })?;
            if found.insert(name, decode(value)?).is_some() {
                return Err(Problem::RepeatedParameter { name });
            }
        }
        Ok(Self(found))
    }

    /// The members of a query as they were sent, without those of some names.
    pub(super) fn without<'a>(uri: &'a Uri, names: &[&str]) -> Vec<&'a str> {
        let members = uri.query().unwrap_or_default().split('&');
        let key_of = |member: &str| decode(member.split_once('=').map_or(member, |(name, _)| name));
        let kept = |member: &&str| key_of(member).is_ok_and(|name| !name.is_empty() && !names.contains(&name.as_str()));
        members.filter(kept).collect()
    }

    /// A parameter's value.
    pub(super) fn get(&self, name: &'static str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter's value, which must be given.
    pub(super) fn need(&self, name: &'static str) -> Result<&str, Problem> {
        self.get(name).ok_or(Problem::MissingParameter { name })
    }

    /// A whole number from 1 to `most`.
    pub(super) fn limit(&self, usual: usize, most: usize, expected: &'static str) -> Result<usize, Problem> {
        let Some(text) = self.get("limit") else {
            return Ok(usual);
        };
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|n| digits && (1..=most).contains(n));
        number.ok_or(Problem::BadParameter {
            name: "limit",
            expected,
        })
    }
}

/// Percent-decoded strictly: whole escapes, real UTF-8, no control characters.
pub(super) fn decode(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next(), rest.next()];
                let digit = |d: Option<u8>| d.and_then(|d| char::from(d).to_digit(16));
                match digits.map(digit) {
                    [Some(high), Some(low)] => (high * 16 + low) as u8,
                    _ => return Err(Problem::MalformedQuery),
                }
            }
            other => other,
        });
    }
    let decoded = String::from_utf8(bytes).map_err(|_| Problem::MalformedQuery)?;
    if decoded.chars().any(char::is_control) {
        return Err(Problem::MalformedQuery);
    }
    Ok(decoded)
}

/// As a value in an address or a form: everything but letters, digits and `-._~/` escaped.
pub(super) fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Query, Problem> {
        let uri = format!("/x?{query}").parse().expect("a URI");
        Query::read(&uri, &["q", "limit"])
    }

    #[test]
    fn text_in_any_script_is_decoded() {
        let query = read("q=%E6%9C%9B%E4%BA%AC+A").expect("fine");
        assert_eq!(query.get("q"), Some("望京 A"));
        assert_eq!(query.limit(20, 100, "1 to 100"), Ok(20));
    }

    #[test]
    fn members_stay_as_they_were_sent_and_go_by_their_decoded_names() {
        let uri = "/x?q=%41+b&&l%69mit=1&limit=2&z".parse().expect("a URI");
        assert_eq!(Query::without(&uri, &["limit"]), ["q=%41+b", "z"]);
    }

    #[test]
    fn what_is_unknown_repeated_or_broken_is_refused() {
        assert!(matches!(read("zoom=1"), Err(Problem::UnknownParameter { .. })));
        assert_eq!(read("q=1&q=2"), Err(Problem::RepeatedParameter { name: "q" }));
        for broken in ["q=%", "q=%4", "q=%zz", "q=%c0%ae", "q=%00", "q=a%0d%0ab"] {
            assert_eq!(read(broken), Err(Problem::MalformedQuery), "{broken}");
        }
        for limit in ["0", "101", "-1", "+1", "1e2", "", "99999999999999999999"] {
            let query = read(&format!("limit={limit}")).expect("readable");
            assert!(query.limit(20, 100, "1 to 100").is_err(), "{limit}");
        }
    }
}
