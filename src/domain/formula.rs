//! Texts that a spreadsheet would run as a formula: a name that came in with a file must not do anything where it goes out.

use std::borrow::Cow;

/// What a spreadsheet takes for the start of a formula; signs of full width too, which Chinese input writes.
const STARTS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// The text with an apostrophe before it where it begins like a formula, else as it is.
///
/// ```
/// use yike::domain::formula::harmless;
/// assert_eq!(harmless("=HYPERLINK(A1)"), "'=HYPERLINK(A1)");
/// assert_eq!(harmless("＝1+1"), "'＝1+1");
/// assert_eq!(harmless("社区 = 1"), "社区 = 1");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
