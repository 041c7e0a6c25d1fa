//! Names of columns where results stand side by side: ASCII, lower case, the same in every file of every year.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// Short forms of the shipped circles.
const SHORT: [(&str, &str); 8] = [
    ("service-15", "svc15"),
    ("service-10", "svc10"),
    ("fitness-15", "fit15"),
    ("convenience-15", "conv15"),
    ("gb50180-15", "gb15"),
    ("gb50180-10", "gb10"),
    ("gb50180-5", "gb5"),
    ("park-500", "park500"),
];

/// The beginning of a circle's columns.
///
/// ```
/// use yike::domain::result_column::circle_prefix;
/// assert_eq!(circle_prefix("service-15"), "svc15");
/// assert_eq!(circle_prefix("town-walk"), "town_walk");
/// ```
pub fn circle_prefix(circle: &str) -> String {
    let short = SHORT
        .iter()
        .find(|(id, _)| *id == circle)
        .map(|(_, short)| (*short).to_owned());
    short.unwrap_or_else(|| {
        let name = ascii(&circle.replace('-', "_"));
        let taken = SHORT.iter().any(|(_, short)| *short == name) || circle.contains('_');
        if taken && name == circle {
            format!("{name}_{}", mark(circle))
        } else {
            name
        }
    })
}

/// The beginnings of the columns of several services, each with its circle, in their order: all different.
///
/// ```
/// use yike::domain::result_column::prefixes;
/// assert_eq!(prefixes(&[("service-15", "health"), ("fitness-15", "park")]), ["svc15_health", "fit15_park"]);
/// ```
pub fn prefixes(services: &[(&str, &str)]) -> Vec<String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut one = |(circle, service): &(&str, &str)| {
        let name = short(format!("{}_{}", circle_prefix(circle), ascii(service)));
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        if *time > 1 { format!("{name}_{time}") } else { name }
    };
    services.iter().map(&mut one).collect()
}

/// The text where it is a name already; else what is ASCII in it, and a mark that tells it from others.
fn ascii(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain) {
        return text.to_owned();
    }
    let kept: String = text.to_ascii_lowercase().chars().filter(|c| plain(*c)).collect();
    format!("x{kept}_{}", mark(text))
}

/// The name, short enough that what follows it still fits a server's 63 signs.
fn short(name: String) -> String {
    const LONGEST: usize = 48;
    match name.get(..LONGEST - 7) {
        Some(start) if name.len() > LONGEST => format!("{start}_{}", mark(&name)),
        _ => name,
    }
}

/// Six digits that stand for a text.
fn mark(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_stay_as_they_were_published() {
        assert_eq!(circle_prefix("gb50180-5"), "gb5");
        // A planner's own circle may be called like our short form, or in Chinese.
        assert_ne!(circle_prefix("svc15"), "svc15");
        assert!(circle_prefix("我的圈").starts_with("x_"));
        assert_eq!(
            prefixes(&[("a-b", "c"), ("a", "b_c"), ("a", "b_c")]),
            ["a_b_c", "a_b_c_2", "a_b_c_3"]
        );
    }

    proptest! {
        #[test]
        fn every_name_is_one_that_databases_take(circle in ".{1,12}|[a-z]{30,60}", service in ".{1,12}|[a-z]{20,60}") {
            let name = &prefixes(&[(&circle, &service)])[0];
            prop_assert!(name.starts_with(|c: char| c.is_ascii_lowercase()));
            prop_assert!(name.len() <= 48);
            prop_assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        }

        #[test]
        fn names_of_several_services_differ(all in proptest::collection::vec(("[a-z_-]{1,3}", "[a-zA-Z_-]{1,3}"), 1..6)) {
            let pairs: Vec<(&str, &str)> = all.iter().map(|(circle, service)| (circle.as_str(), service.as_str())).collect();
            let names = prefixes(&pairs);
            let different: std::collections::BTreeSet<_> = names.iter().collect();
            prop_assert_eq!(different.len(), names.len());
        }
    }
}
