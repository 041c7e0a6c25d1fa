//! What stands at a setting, checked against its kind.

use core::net::SocketAddr;

use super::key::Kind;

/// A value that fits its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, a path, a word or an address of the web.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(u64),
    /// An IP address and a port.
    Address(SocketAddr),
    /// Several texts.
    Texts(Vec<String>),
    /// Where a secret is.
    Secret(SecretPlace),
}

/// Where a secret is; never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// In this file, whose last line end is not part of it.
    File(String),
    /// In this variable.
    Variable(String),
}

/// A value as it was written: typed in the file, plain text elsewhere.
#[derive(Debug, Clone)]
pub(super) enum Written {
    Text(String),
    Flag(bool),
    Integer(i64),
    Texts(Vec<String>),
    /// Something that no setting is: a date, a fraction, a table, a list of other things.
    Other,
}

/// Takes what the file says; `None` where it does not fit.
pub(super) fn from_file(kind: Kind, written: Written) -> Option<Value> {
    match (kind, written) {
        (Kind::Flag, Written::Flag(flag)) => Some(Value::Flag(flag)),
        (Kind::Number { .. }, Written::Integer(number)) => number_within(kind, u64::try_from(number).ok()?),
        (Kind::Texts, Written::Texts(texts)) => Some(Value::Texts(texts)),
        (Kind::Flag | Kind::Number { .. } | Kind::Texts, _) => None,
        (_, Written::Text(text)) => from_text(kind, &text),
        _ => None,
    }
}

/// Takes what a variable or a flag says; `None` where it does not fit.
pub(super) fn from_text(kind: Kind, text: &str) -> Option<Value> {
    let text = text.trim();
    match kind {
        Kind::Flag => match text {
            "true" | "yes" | "on" | "1" => Some(Value::Flag(true)),
            "false" | "no" | "off" | "0" => Some(Value::Flag(false)),
            _ => None,
        },
        Kind::Number { .. } => number_within(kind, text.parse().ok()?),
        Kind::Address => text.parse().ok().map(Value::Address),
        Kind::Texts => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(Value::Texts(parts.map(str::to_owned).collect()))
        }
        Kind::OneOf(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
        Kind::Url => is_url(text).then(|| Value::Text(text.to_owned())),
        Kind::Text | Kind::Path => (!text.is_empty() && !text.contains('\0')).then(|| Value::Text(text.to_owned())),
        Kind::Secret => None,
    }
}

fn number_within(kind: Kind, number: u64) -> Option<Value> {
    match kind {
        Kind::Number { least, most } if (least..=most).contains(&number) => Some(Value::Number(number)),
        _ => None,
    }
}

/// Whether a text is an address of the web with a host, without user, password, blanks or control signs.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`'".contains(c));
    plain && !host.is_empty() && !host.contains('@') && !host.starts_with(':')
}
