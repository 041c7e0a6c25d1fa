//! Letters that an old drawing's code page lacks, written as `\U+XXXX` (UTF-16, in hexadecimal digits), as CAD programs show them.

/// A text with such letters as letters. What is no letter stays as it is written.
pub(super) fn shown(text: &str) -> String {
    const SIGN: &str = "\\U+";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(SIGN) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        let mut behind = rest;
        while let Some(unit) = behind
            .strip_prefix(SIGN)
            .and_then(|digits| digits.get(..4))
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        {
            units.push(unit);
            behind = &behind[SIGN.len() + 4..];
        }
        match String::from_utf16(&units) {
            Ok(letters) if !units.is_empty() => {
                out.push_str(&letters);
                rest = behind;
            }
            _ => {
                out.push_str(SIGN);
                rest = &rest[SIGN.len()..];
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_letters_and_what_is_none_stays() {
        for (written, text) in [
            ("caf\\U+00E9", "café"),
            ("\\U+D842\\U+DFB7野家", "𠮷野家"),
            ("\\U+5E7C\\U+513F园", "幼儿园"),
            ("C:\\U+x", "C:\\U+x"),
            ("\\U+D842!", "\\U+D842!"),
            ("plain", "plain"),
            ("\\U+", "\\U+"),
        ] {
            assert_eq!(shown(written), text);
        }
    }
}
