//! Whether a file's letters can be trusted.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Whether the beginning of a file is UTF-8; a letter cut off at its end does not count.
pub(super) fn is_utf8(head: &[u8]) -> bool {
    std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

/// Whether a shapefile has letters beyond ASCII and does not say in which encoding: neither by a `.cpg` file nor in its table's head.
pub(super) fn is_unknown(shapefile: &Path) -> bool {
    if ["cpg", "CPG"].iter().any(|end| shapefile.with_extension(end).is_file()) {
        return false;
    }
    let Ok(table) = File::open(shapefile.with_extension("dbf")) else {
        return false;
    };
    let mut bytes = BufReader::new(table).bytes().map_while(Result::ok);
    let language = bytes.nth(29);
    language == Some(0) && bytes.any(|byte| byte >= 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_cut_off_at_the_end_is_no_harm() {
        let text = "名称,经度".as_bytes();
        assert!(is_utf8(text) && is_utf8(&text[..text.len() - 1]));
        assert!(!is_utf8(b"\xc3\xfb\xb3\xc6,lon"), "GBK");
    }

    #[test]
    fn a_table_that_does_not_say_is_unknown_if_it_matters() {
        let folder = tempfile::tempdir().expect("a folder");
        let shapefile = folder.path().join("a.shp");
        let mut table = vec![0; 40];
        table.extend_from_slice(b"plain");
        std::fs::write(folder.path().join("a.dbf"), &table).expect("a file");
        assert!(!is_unknown(&shapefile));
        table.extend_from_slice(b"\xc3\xfb");
        std::fs::write(folder.path().join("a.dbf"), &table).expect("a file");
        assert!(is_unknown(&shapefile));
        std::fs::write(folder.path().join("a.cpg"), "GBK").expect("a file");
        assert!(!is_unknown(&shapefile));
    }
}
