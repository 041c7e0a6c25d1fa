//! Names of packed files: what they say, and which of them are not taken.

/// Most folders that a file may lie in.
const DEEPEST: usize = 8;
/// Longest part of a name, in bytes, as file systems have it.
const LONGEST: usize = 255;

/// Endings of archives, which are not unpacked inside an archive.
const ARCHIVES: [&str; 9] = ["zip", "kmz", "gz", "tgz", "tar", "bz2", "xz", "7z", "rar"];

/// A name in Unicode. Archives made in China often hold names in GBK without saying so; what is UTF-8 is never GBK by chance.
pub(super) fn decoded(raw: &[u8]) -> Option<String> {
    if let Ok(name) = std::str::from_utf8(raw) {
        return Some(name.to_owned());
    }
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(raw)
        .map(std::borrow::Cow::into_owned)
}

/// Why a file of this name is not unpacked.
pub(super) fn objection(name: &str) -> Option<&'static str> {
    let parts: Vec<&str> = name.split('/').collect();
    let drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with('/') || drive {
        return Some("a name in it is an absolute path");
    }
    if name.contains('\\') {
        return Some("a name in it has backslashes");
    }
    if name.chars().any(char::is_control) {
        return Some("a name in it has control characters");
    }
    if parts.iter().any(|part| *part == ".." || *part == ".") {
        return Some("a name in it leads out of its folder");
    }
    if name.is_empty() || parts.iter().any(|part| part.is_empty() || part.len() > LONGEST) || parts.len() > DEEPEST + 1
    {
        return Some("a name in it is empty, too long, or lies too deep");
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    if ending.is_some_and(|ending| ARCHIVES.contains(&ending.as_str())) {
        return Some("there is an archive in the archive");
    }
    None
}

/// What some systems add of their own, and nobody misses.
pub(super) fn is_litter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") || name.ends_with("Thumbs.db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_gbk_are_read() {
        assert_eq!(decoded("社区.shp".as_bytes()).as_deref(), Some("社区.shp"));
        assert_eq!(decoded(b"\xc9\xe7\xc7\xf8.shp").as_deref(), Some("社区.shp"));
        assert_eq!(decoded(b"\xff\xff"), None);
    }

    #[test]
    fn names_that_lead_elsewhere_are_objected_to() {
        for name in [
            "/etc/passwd",
            "../a.shp",
            "a/../../b.shp",
            "..",
            "C:/a.shp",
            "c:a.shp",
            "a\\b.shp",
            "a\0b.shp",
            "a//b.shp",
            "",
            "a/./b.shp",
            "1/2/3/4/5/6/7/8/9/a.shp",
            "inner.zip",
            "a.tar.GZ",
        ] {
            assert!(objection(name).is_some(), "{name:?}");
        }
        for name in [
            "a.shp",
            "社区/a.shp",
            "a.b.c.shp",
            "..a.shp",
            "x.gdb/a00000001.gdbtable",
        ] {
            assert_eq!(objection(name), None, "{name:?}");
        }
    }
}
