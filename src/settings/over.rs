//! What overrides the file: variables of the environment, then flags.

use super::SECTIONS;
use super::given::{Given, Origin};
use super::key::{Kind, PREFIX, variable};
use super::problem::{Place, SettingsProblem, nearest};
use super::value::{SecretPlace, Value, from_text};

/// A flag of the command line that stands for a setting.
#[derive(Debug, Clone)]
pub struct Override {
    /// As a person writes it, `--listen`.
    pub flag: &'static str,
    /// The section.
    pub section: &'static str,
    /// The setting.
    pub key: &'static str,
    /// What was said.
    pub value: String,
}

/// The names of the variables that override something, and what each one overrides.
fn variables() -> Vec<(String, &'static str, &'static str)> {
    let sections = SECTIONS.iter().filter(|section| !section.repeated);
    let names = sections.flat_map(|section| {
        section.keys.iter().flat_map(|key| {
            let plain = [(variable(section.name, key.name), section.name, key.name)];
            let file = (key.kind == Kind::Secret).then(|| {
                (
                    variable(section.name, &format!("{}_file", key.name)),
                    section.name,
                    key.name,
                )
            });
            plain.into_iter().chain(file)
        })
    });
    names.collect()
}

/// Takes the variables that begin as this program's and hold two underscores; others are none of its business.
pub(super) fn environment(given: &mut Given, environment: &[(String, String)], problems: &mut Vec<SettingsProblem>) {
    let known = variables();
    let mut asked: Vec<&(String, String)> = environment
        .iter()
        .filter(|(name, _)| name.strip_prefix(PREFIX).is_some_and(|rest| rest.contains("__")))
        .collect();
    asked.sort();
    for (name, text) in asked {
        let place = Place::Variable(name.clone());
        let Some((_, section, key)) = known.iter().find(|(known, ..)| known == name) else {
            let near = nearest(name, known.iter().map(|(known, ..)| known.as_str())).map(str::to_owned);
            problems.push(SettingsProblem::UnknownVariable { place, nearest: near });
            continue;
        };
        let origin = Origin::Variable(name.clone());
        let secret = |key: &str| {
            if *name == variable(section, key) {
                Value::Secret(SecretPlace::Variable(name.clone()))
            } else {
                Value::Secret(SecretPlace::File(text.clone()))
            }
        };
        set(given, (section, key), text, (place, origin), problems, secret);
    }
}

/// Takes the flags.
pub(super) fn flags(given: &mut Given, flags: &[Override], problems: &mut Vec<SettingsProblem>) {
    for flag in flags {
        let origin = Origin::Flag(flag.flag.to_owned());
        let place = Place::Flag(flag.flag.to_owned());
        // No flag holds a secret: other users of the computer see the command line.
        let secret = |_: &str| Value::Secret(SecretPlace::File(flag.value.clone()));
        set(
            given,
            (flag.section, flag.key),
            &flag.value,
            (place, origin),
            problems,
            secret,
        );
    }
}

fn set(
    given: &mut Given,
    (section, name): (&str, &str),
    text: &str,
    (place, origin): (Place, Origin),
    problems: &mut Vec<SettingsProblem>,
    secret: impl FnOnce(&str) -> Value,
) {
    let table = given.one_mut(section);
    let found = table.and_then(|table| Some((table.section.key(name)?, table)));
    let Some((key, table)) = found else { return };
    let value = if key.kind == Kind::Secret {
        Some(secret(key.name))
    } else {
        from_text(key.kind, text)
    };
    match value {
        Some(value) => {
            table.values.insert(key.name, (value, origin));
        }
        None => problems.push(SettingsProblem::WrongValue {
            place,
            key: format!("{section}.{name}"),
            expected: key.kind.expected(),
        }),
    }
}
