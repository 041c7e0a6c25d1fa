//! DXF of release 12, which every CAD program reads: shapes as polylines and points on layers, names as texts.
//!
//! The layout is that of Autodesk's DXF reference for release 12: pairs of lines, a code and a value. Written here because the library that
//! writes the other formats gives a drawing no texts without calls that are not safe, and layer names in Chinese arrive broken.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Result, Write};

use encoding_rs::GBK;
use geo::{BoundingRect, Geometry, InteriorPoint, LineString};

use super::error::ExportError;
use super::table::Table;
use super::{Context, Encoding};

/// Colours of the palette that are told apart on black and on white: red, yellow, green, cyan, blue, magenta and four more.
const COLOURS: [u16; 10] = [1, 30, 3, 4, 5, 6, 40, 94, 174, 214];

pub(super) fn write(
    table: &Table,
    context: &Context<'_>,
    encoding: Encoding,
    remarks: &mut Vec<String>,
) -> std::result::Result<(), ExportError> {
    let crs = context.crs.map_or("", |crs| crs.name.as_str());
    if context.crs.is_some_and(|crs| crs.geographic) {
        return Err(ExportError::Crs {
            crs: crs.to_owned(),
            why: "a drawing is in metres; leave --crs out for the workspace's own plane, or name a projected one"
                .to_owned(),
        });
    }
    let drawing = Drawing::new(table, encoding);
    drawing.put(context).map_err(|e| context.unwritable(&e))?;
    let layers: Vec<&str> = drawing.layers.keys().map(String::as_str).collect();
    remarks.push(format!(
        "a drawing holds no fields: layers are {} ({}), texts are {}",
        drawing.named(table.layer_column),
        layers.join(", "),
        drawing.named(table.label_column)
    ));
    remarks.push(format!(
        "a drawing names no reference system: it is in metres of {crs}, x is east and y is north (a surveyor's y and x)"
    ));
    if drawing.escaped > 0 {
        remarks.push(format!("{} texts have letters that the encoding lacks; they are written as \\U+XXXX, which CAD programs show as letters", drawing.escaped));
    }
    Ok(())
}

struct Drawing<'a> {
    table: &'a Table,
    encoding: Encoding,
    /// Colours by the layers' names.
    layers: BTreeMap<String, u16>,
    escaped: usize,
}

impl<'a> Drawing<'a> {
    fn new(table: &'a Table, encoding: Encoding) -> Self {
        let mut drawing = Self {
            table,
            encoding,
            layers: BTreeMap::new(),
            escaped: 0,
        };
        let names: std::collections::BTreeSet<String> = (0..table.rows.len()).map(|row| drawing.layer(row)).collect();
        drawing.layers = names.into_iter().zip(COLOURS.iter().copied().cycle()).collect();
        drawing.escaped = (0..table.rows.len())
            .filter_map(|row| drawing.label(row))
            .filter(|text| text.contains("\\U+"))
            .count();
        drawing
    }

    fn named(&self, column: Option<usize>) -> String {
        column.map_or("none".to_owned(), |at| {
            format!("by the field {}", self.table.columns[at].name)
        })
    }

    /// The layer of a row: the value of the layer column, in letters that a layer's name may have.
    fn layer(&self, row: usize) -> String {
        let value = self
            .table
            .layer_column
            .and_then(|column| self.table.rows[row].values[column].text());
        let value = value
            .filter(|text| !text.trim().is_empty())
            .unwrap_or_else(|| self.table.name.clone());
        let plain = |c: char| {
            if c.is_alphanumeric() || "-_$".contains(c) {
                c
            } else {
                '_'
            }
        };
        self.letters(&value.chars().take(80).map(plain).collect::<String>())
    }

    fn label(&self, row: usize) -> Option<String> {
        let text = self.table.rows[row].values[self.table.label_column?].text()?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| self.letters(&text))
    }

    /// A text without what would end its line, and with letters that the encoding lacks written out.
    fn letters(&self, text: &str) -> String {
        let mut written = String::new();
        for c in text.chars() {
            let fits = match self.encoding {
                Encoding::Utf8 => true,
                Encoding::Gbk => !GBK.encode(c.encode_utf8(&mut [0; 4])).2,
            };
            if c.is_control() {
                written.push(' ');
            } else if fits {
                written.push(c);
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing into a text never fails.
                    let _ = write!(written, "\\U+{unit:04X}");
                }
            }
        }
        written
    }

    fn put(&self, context: &Context<'_>) -> Result<()> {
        let mut out = Pairs {
            out: BufWriter::new(File::create(context.path)?),
            encoding: self.encoding,
        };
        self.head(&mut out)?;
        out.pair(0, "SECTION")?;
        out.pair(2, "ENTITIES")?;
        let height = self.text_height();
        for (number, row) in self.table.rows.iter().enumerate() {
            let Some(shape) = &row.shape else { continue };
            let layer = self.layer(number);
            match shape {
                Geometry::Point(point) => {
                    out.entity("POINT", &layer)?;
                    out.place(point.x(), point.y())?;
                }
                Geometry::LineString(line) => polyline(&mut out, &layer, line, false)?,
                Geometry::Polygon(area) => rings(&mut out, &layer, area)?,
                Geometry::MultiPolygon(areas) => {
                    for area in areas {
                        rings(&mut out, &layer, area)?;
                    }
                }
                _ => {}
            }
            let at = match shape {
                Geometry::Point(point) => Some(*point),
                other => other.interior_point(),
            };
            if let (Some(text), Some(at)) = (self.label(number), at) {
                out.entity("TEXT", &layer)?;
                out.place(at.x(), at.y())?;
                out.number(40, height)?;
                out.pair(1, &text)?;
            }
        }
        out.pair(0, "ENDSEC")?;
        out.pair(0, "EOF")?;
        out.out.into_inner()?.sync_all()
    }

    fn head(&self, out: &mut Pairs) -> Result<()> {
        let page = match self.encoding {
            Encoding::Gbk => "ANSI_936",
            Encoding::Utf8 => "UTF-8",
        };
        for (code, value) in [
            (0, "SECTION"),
            (2, "HEADER"),
            (9, "$ACADVER"),
            (1, "AC1009"),
            (9, "$DWGCODEPAGE"),
            (3, page),
            (0, "ENDSEC"),
            (0, "SECTION"),
            (2, "TABLES"),
            (0, "TABLE"),
            (2, "LAYER"),
        ] {
            out.pair(code, value)?;
        }
        out.pair(70, &self.layers.len().to_string())?;
        for (name, colour) in &self.layers {
            out.pair(0, "LAYER")?;
            out.pair(2, name)?;
            out.pair(70, "0")?;
            out.pair(62, &colour.to_string())?;
            out.pair(6, "CONTINUOUS")?;
        }
        out.pair(0, "ENDTAB")?;
        out.pair(0, "ENDSEC")
    }

    /// Texts of a four-hundredth of the drawing, so that they are read when all of it is seen; from 1 to 50 metres.
    fn text_height(&self) -> f64 {
        let boxes = self
            .table
            .rows
            .iter()
            .filter_map(|row| row.shape.as_ref()?.bounding_rect());
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for found in boxes {
            (least, most) = (least.min(found.min().y), most.max(found.max().y));
        }
        if most > least {
            ((most - least) / 400.0).clamp(1.0, 50.0)
        } else {
            5.0
        }
    }
}

struct Pairs {
    out: BufWriter<File>,
    encoding: Encoding,
}

impl Pairs {
    fn pair(&mut self, code: u16, value: &str) -> Result<()> {
        write!(self.out, "{code:>3}\r\n")?;
        match self.encoding {
            Encoding::Utf8 => self.out.write_all(value.as_bytes())?,
            Encoding::Gbk => self.out.write_all(&GBK.encode(value).0)?,
        }
        self.out.write_all(b"\r\n")
    }

    fn number(&mut self, code: u16, value: f64) -> Result<()> {
        // A tenth of a millimetre.
        self.pair(code, &format!("{value:.4}"))
    }

    fn entity(&mut self, kind: &str, layer: &str) -> Result<()> {
        self.pair(0, kind)?;
        self.pair(8, layer)
    }

    fn place(&mut self, x: f64, y: f64) -> Result<()> {
        self.number(10, x)?;
        self.number(20, y)?;
        self.number(30, 0.0)
    }
}

fn rings(out: &mut Pairs, layer: &str, area: &geo::Polygon<f64>) -> Result<()> {
    polyline(out, layer, area.exterior(), true)?;
    area.interiors()
        .iter()
        .try_for_each(|hole| polyline(out, layer, hole, true))
}

fn polyline(out: &mut Pairs, layer: &str, line: &LineString<f64>, closed: bool) -> Result<()> {
    out.entity("POLYLINE", layer)?;
    out.pair(66, "1")?;
    out.place(0.0, 0.0)?;
    out.pair(70, if closed { "1" } else { "0" })?;
    // A closed polyline goes back to its first corner by itself.
    let corners = if closed {
        line.0.len().saturating_sub(1)
    } else {
        line.0.len()
    };
    for corner in &line.0[..corners] {
        out.entity("VERTEX", layer)?;
        out.place(corner.x, corner.y)?;
    }
    out.entity("SEQEND", layer)
}
