//! A file to begin with: every setting, said in words and taken out of force.

use std::fmt::Write as _;

use super::SECTIONS;
use super::key::{Key, Kind, Section, variable};

/// Settings that stand in the place of others of their table, so that they can't all be in force at once.
pub(super) const INSTEAD: &[(&str, &str)] = &[("basemap", "file"), ("basemap", "over")];

/// The widest line of a comment.
const WIDTH: usize = 110;

/// A whole file. As it stands only the workspace is set; every other setting stands there behind a `#` as it holds by itself.
pub fn example() -> String {
    let mut text = String::from(
        "# Settings of yike serve. Look at them with: yike config check FILE\n\
         # A variable of the environment overrides the file (its name stands beside each setting), a flag overrides both.\n",
    );
    for section in SECTIONS {
        text.push('\n');
        comment(&mut text, section.what);
        // A section that may be written several times is an example as a whole.
        let mark = if section.repeated { "# " } else { "" };
        let _ = writeln!(text, "{mark}{}", section.bracketed());
        for key in section.keys {
            setting(&mut text, section, key);
        }
    }
    text
}

fn setting(text: &mut String, section: &Section, key: &Key) {
    comment(text, key.what);
    if !section.repeated {
        comment(text, &variable(section.name, key.name));
    }
    let mark = if section.name == "server" && key.name == "workspace" {
        ""
    } else if INSTEAD.contains(&(section.name, key.name)) {
        "# or: "
    } else {
        "# "
    };
    let (name, value) = match key.kind {
        Kind::Secret => (format!("{}_file", key.name), key.example),
        // A table that may be written several times is an example as a whole.
        _ if section.repeated => (key.name.to_owned(), key.example),
        _ => (key.name.to_owned(), key.default.unwrap_or(key.example)),
    };
    let _ = writeln!(text, "{mark}{name} = {}", written(key.kind, value));
}

/// A value as TOML writes it.
pub(super) fn written(kind: Kind, value: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match kind {
        Kind::Flag | Kind::Number { .. } => value.to_owned(),
        Kind::Texts => {
            let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
            format!("[{}]", parts.map(quoted).collect::<Vec<_>>().join(", "))
        }
        _ => quoted(value),
    }
}

fn comment(text: &mut String, what: &str) {
    let mut line = String::from("#");
    for word in what.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}
