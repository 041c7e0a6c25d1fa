//! Names of encodings, as standards, `.cpg` files and people write them.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

/// The encoding of a name; code pages of Windows too (`936`, `CP950`, `ANSI 1252`).
pub(in crate::import) fn of_label(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().trim_start_matches('\u{feff}');
    let lower = name.to_lowercase();
    let page = ["windows-", "windows", "cp", "ms", "ansi ", "ansi", "oem "]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    match page.trim() {
        "936" => Some(GBK),
        "950" => Some(BIG5),
        "54936" => Some(GB18030),
        "65001" => Some(UTF_8),
        "1252" | "88591" => Some(WINDOWS_1252),
        page if page.len() == 4 && page.starts_with("125") => Encoding::for_label(format!("windows-{page}").as_bytes()),
        _ => Encoding::for_label(lower.as_bytes()),
    }
}

/// An encoding in the words of GDAL.
pub(super) fn of_gdal(encoding: &'static Encoding) -> String {
    if encoding == GBK {
        // The same letters and more.
        "GB18030".to_owned()
    } else if encoding == BIG5 {
        "BIG5-HKSCS".to_owned()
    } else {
        encoding.name().to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_standards_windows_and_people() {
        for (name, encoding) in [
            ("GBK", GBK),
            ("gb2312", GBK),
            (" CP936 ", GBK),
            ("936", GBK),
            ("GB18030", GB18030),
            ("Big5", BIG5),
            ("950", BIG5),
            ("utf8", UTF_8),
            ("\u{feff}UTF-8", UTF_8),
            ("ANSI 1252", WINDOWS_1252),
            ("ISO-8859-1", WINDOWS_1252),
        ] {
            assert_eq!(of_label(name), Some(encoding), "{name}");
        }
        assert_eq!(of_label("chinese?"), None);
    }
}
