//! The settings as a page to read.

use std::fmt::Write as _;

use super::SECTIONS;
use super::example::written;
use super::key::{Key, Kind, Section, variable};

/// Every setting, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# Settings\n\n\
         Written by `yike config reference`; [yike.schema.json](yike.schema.json) says the same to editors. `yike config example` writes a \
         file to begin with,\n`yike config check FILE` says what would happen with it. A variable of the environment overrides the file, a flag \
         overrides both.\nSecrets stand in files or variables of their own, never in this file.\n",
    );
    for section in SECTIONS {
        let _ = write!(page, "\n## `{}`\n\n{}", section.bracketed(), section.what);
        if section.repeated {
            page.push_str(" Written once for each; no variable overrides it.");
        }
        page.push_str("\n\n| setting | what may stand there | by itself | variable |\n|---|---|---|---|\n");
        for key in section.keys {
            row(&mut page, section, key);
        }
        page.push('\n');
        for key in section.keys {
            let _ = writeln!(page, "- `{}`: {}", key.name, key.what);
        }
    }
    page
}

fn row(page: &mut String, section: &Section, key: &Key) {
    let default = key
        .default
        .map_or("nothing".to_owned(), |text| format!("`{}`", written(key.kind, text)));
    let name = match key.kind {
        Kind::Secret => format!("`{0}_file` or `{0}_env`", key.name),
        _ => format!("`{}`", key.name),
    };
    let variable = if section.repeated {
        String::new()
    } else {
        format!("`{}`", variable(section.name, key.name))
    };
    let _ = writeln!(page, "| {name} | {} | {default} | {variable} |", key.kind.expected());
}
