//! Letters that must not go into the workspace: those that could not be read, and those that can't be seen.

/// What stands where a letter could not be read.
pub(super) const UNREAD: char = '\u{fffd}';

/// What is said of a text that was changed by [`cleaned`].
pub(super) const REPLACED: &str =
    "it holds characters that can't be seen (control characters or marks of writing direction): each became a space";

/// A character that can't be seen and changes how others are.
fn hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | UNREAD)
}

/// A text with spaces for hidden and unread characters; `None` where it has none.
pub(super) fn cleaned(text: &str) -> Option<String> {
    text.contains(hidden)
        .then(|| text.replace(hidden, " ").trim().to_owned())
}

/// A text of which only the last letter could not be read, without it: a column too narrow cut it in two. `None` for any other.
pub(super) fn cut_off(text: &str) -> Option<&str> {
    let whole = text.strip_suffix(UNREAD)?.trim_end();
    (!whole.is_ascii() && !whole.contains(UNREAD)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_spaces() {
        assert_eq!(cleaned("西山社区"), None);
        assert_eq!(cleaned("西\u{7}山\u{202e}x\u{7f}").as_deref(), Some("西 山 x"));
        assert_eq!(cleaned("a\nb\tc").as_deref(), Some("a b c"));
        assert_eq!(cleaned("\u{2067}\u{fffd}").as_deref(), Some(""));
    }

    #[test]
    fn a_letter_cut_in_two_is_told_from_letters_that_can_not_be_read() {
        assert_eq!(cut_off("统计用\u{fffd}"), Some("统计用"));
        for broken in ["\u{fffd}\u{fffd}", "abc\u{fffd}", "统\u{fffd}用\u{fffd}", "统计"] {
            assert_eq!(cut_off(broken), None, "{broken:?}");
        }
    }
}
