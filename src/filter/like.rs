//! Patterns of `LIKE`: `%` stands for any characters, `_` for one, a backslash takes either as it is.

/// Whether a text follows the pattern. Takes at most the product of both lengths.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        wanted.push(match c {
            '%' => Wanted::Any,
            '_' => Wanted::One,
            '\\' => Wanted::This(characters.next().unwrap_or('\\')),
            other => Wanted::This(other),
        });
    }
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut next) = (0, 0);
    // Where the last % stands, and how far it reached.
    let mut back: Option<(usize, usize)> = None;
    while at < text.len() {
        match wanted.get(next) {
            Some(Wanted::Any) => {
                back = Some((next, at));
                next += 1;
            }
            Some(Wanted::One) => (at, next) = (at + 1, next + 1),
            Some(Wanted::This(c)) if *c == text[at] => (at, next) = (at + 1, next + 1),
            _ => {
                let Some((any, reached)) = back else { return false };
                back = Some((any, reached + 1));
                (at, next) = (reached + 1, any + 1);
            }
        }
    }
    wanted[next..].iter().all(|rest| *rest == Wanted::Any)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    Any,
    One,
    This(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_sql() {
        for (text, pattern, matches) in [
            ("望京街道", "望%", true),
            ("望京街道", "%京%", true),
            ("望京街道", "望_街道", true),
            ("望京街道", "望__街道", false),
            ("", "%", true),
            ("", "_", false),
            ("50%", "50\\%", true),
            ("50x", "50\\%", false),
            ("aXbXc", "a%X%c", true),
            ("aXbXd", "a%X%c", false),
            ("abc", "abc%%", true),
            ("abcd", "abc", false),
        ] {
            assert_eq!(like(text, pattern), matches, "{text} {pattern}");
        }
        assert!(!like(&"a".repeat(3000), &("%a".repeat(500) + "b")), "and not slowly");
    }
}
