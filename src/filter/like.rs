//! Patterns of `LIKE`: `%` stands for any characters, `_` for one, a backslash takes either as it is.

/// A pattern, read once for all texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern(Vec<Wanted>);

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
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
        Self(wanted)
    }

    /// Whether a text follows the pattern. Takes at most the product of both lengths.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut next) = (0, 0);
        // Where the last % stands, and how far it reached.
        let mut back: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(next) {
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
        self.0[next..].iter().all(|rest| *rest == Wanted::Any)
    }
}

/// What a pattern wants next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wanted {
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
            assert_eq!(Pattern::new(pattern).fits(text), matches, "{text} {pattern}");
        }
        let slow = Pattern::new(&("%a".repeat(500) + "b"));
        assert!(!slow.fits(&"a".repeat(3000)), "and not slowly");
    }
}
