//! What the first bytes of a file must be for its name to be believed.

use super::format::Format;
use super::other_formats;
use super::xml_head;

/// A binary drawing and the way out of it, in the programs that make it.
const BINARY_DXF: &str = "it is a binary DXF, which is not read; save it again as text: in AutoCAD SAVEAS (另存为), type DXF, then Tools - Options - DXF Options - ASCII (工具-选项-DXF选项-ASCII); in ZWCAD and GstarCAD likewise; or convert it with the free ODA File Converter to ASCII DXF";

/// Why the first bytes do not fit, for the formats that have a sign of their own.
pub(super) fn disagreement(format: Format, head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let begins = |sign: &[u8]| {
        text.get(..sign.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(sign))
    };
    match format {
        Format::GeoJsonSeq => (text.iter().find(|b| !b.is_ascii_whitespace() && **b != 0x1e) != Some(&b'{'))
            .then_some("it does not begin with {"),
        Format::FlatGeobuf => (!head.starts_with(b"fgb\x03fgb")).then_some("it does not begin with FlatGeobuf's sign"),
        Format::GeoParquet => (!head.starts_with(b"PAR1")).then_some("it does not begin with Parquet's sign"),
        Format::Kml => xml(head, |root| root == "kml", "its root element is not kml"),
        Format::OsmXml => xml(head, |root| root == "osm", "its root element is not osm"),
        Format::Gml => xml(
            head,
            |_| head.windows(15).any(|w| w == b"opengis.net/gml"),
            "it does not name the namespace of GML at its beginning",
        ),
        Format::MapInfoTab => (!begins(b"!table")).then_some("it does not begin with !table"),
        Format::MapInfoMif => (!begins(b"version")).then_some("it does not begin with VERSION"),
        Format::Dxf if head.starts_with(b"AutoCAD Binary DXF") => Some(BINARY_DXF),
        Format::Dxf => {
            let first = text.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii();
            (!matches!(first, b"0" | b"999")).then_some("it does not begin with a group code of DXF")
        }
        Format::Zip | Format::Kmz => {
            let none = !head.starts_with(b"PK\x03\x04") && !head.starts_with(b"PK\x05\x06");
            none.then(|| other_formats::other_archive(head).unwrap_or("it is not a zip archive"))
        }
        _ => None,
    }
}

fn xml(head: &[u8], fits: impl Fn(&str) -> bool, otherwise: &'static str) -> Option<&'static str> {
    match xml_head::root(head) {
        Ok(root) if fits(&root) => None,
        Ok(_) => Some(otherwise),
        Err(what) => Some(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disguise_is_seen_through() {
        let vrt: &[u8] = b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>";
        for format in [
            Format::GeoJsonSeq,
            Format::FlatGeobuf,
            Format::GeoParquet,
            Format::Kml,
            Format::Gml,
            Format::OsmXml,
            Format::MapInfoTab,
            Format::MapInfoMif,
            Format::Dxf,
            Format::Zip,
        ] {
            assert!(disagreement(format, vrt).is_some(), "{format:?}");
        }
    }

    #[test]
    fn honest_beginnings_are_taken() {
        for (format, head) in [
            (Format::GeoJsonSeq, "\u{1e}{\"type\""),
            (
                Format::Kml,
                "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\">",
            ),
            (
                Format::Gml,
                "<wfs:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml/3.2\">",
            ),
            (Format::OsmXml, "<osm version=\"0.6\">"),
            (Format::MapInfoTab, "!Table\n!version 300\n"),
            (Format::MapInfoMif, "Version 300\n"),
            (Format::Dxf, "  0\r\nSECTION\r\n"),
            (Format::Dxf, "999\nmade by\n"),
        ] {
            assert_eq!(disagreement(format, head.as_bytes()), None, "{format:?}");
        }
    }
}
