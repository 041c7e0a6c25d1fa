//! Formats that GDAL writes.

use gdal::errors::GdalError;
use gdal::vector::{Defn, Feature, FieldDefn, Geometry, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, Driver, DriverManager};

use super::error::ExportError;
use super::format::Format;
use super::table::{Kind, Shape, Table, Value};
use super::{Context, aliases, wkb};

/// A field as GDAL is to make it.
pub(super) struct FieldPlan {
    pub(super) name: String,
    pub(super) of_type: OGRFieldType::Type,
    pub(super) width: i32,
    pub(super) precision: i32,
}

pub(super) fn write(table: &Table, context: &Context<'_>, remarks: &mut Vec<String>) -> Result<(), ExportError> {
    let plan: Vec<FieldPlan> = table
        .columns
        .iter()
        .enumerate()
        .map(|(position, column)| FieldPlan {
            name: column.name.clone(),
            of_type: field_type(table, position, context.format),
            width: column.width.unwrap_or(0) as i32,
            precision: 0,
        })
        .collect();
    // A department may call a field like one of the format's own columns.
    let free = |name: &str| {
        let taken = |name: &str| {
            table
                .columns
                .iter()
                .any(|column| column.name.eq_ignore_ascii_case(name))
        };
        let mut names = (0..).map(|number| {
            if number == 0 {
                name.to_owned()
            } else {
                format!("{name}_{number}")
            }
        });
        names.find(|name| !taken(name)).unwrap_or_default()
    };
    let options = [
        format!("GEOMETRY_NAME={}", free("geom")),
        format!("FID={}", free("fid")),
    ];
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let options = if context.format == Format::GeoPackage {
        &options[..]
    } else {
        &[]
    };
    say(table, context.format, remarks);
    create(table, context, &plan, options).map_err(|e| context.library(e))
}

/// What the format keeps otherwise than the workspace.
fn say(table: &Table, format: Format, remarks: &mut Vec<String>) {
    let booleans = table.columns.iter().any(|column| column.kind == Kind::Boolean);
    if booleans && format != Format::Kml {
        remarks.push("yes and no are written as 1 and 0".to_owned());
    }
    if format == Format::FileGdb {
        let wide = |position: usize| table.columns[position].kind == Kind::Integer && !fits_i32(table, position);
        let wide: Vec<&str> = (0..table.columns.len())
            .filter(|at| wide(*at))
            .map(|at| table.columns[at].name.as_str())
            .collect();
        if !wide.is_empty() {
            remarks.push(format!("a file geodatabase has no whole numbers of more than nine digits: {} are written as numbers with a point", wide.join(", ")));
        }
    }
}

fn fits_i32(table: &Table, position: usize) -> bool {
    table.rows.iter().all(|row| match row.values[position] {
        Value::Integer(number) => i32::try_from(number).is_ok(),
        _ => true,
    })
}

fn field_type(table: &Table, position: usize, format: Format) -> OGRFieldType::Type {
    match table.columns[position].kind {
        Kind::Text => OGRFieldType::OFTString,
        Kind::Boolean => OGRFieldType::OFTInteger,
        Kind::Integer if format != Format::FileGdb => OGRFieldType::OFTInteger64,
        Kind::Integer if fits_i32(table, position) => OGRFieldType::OFTInteger,
        Kind::Real | Kind::Integer => OGRFieldType::OFTReal,
    }
}

/// Makes the file: one layer with these fields, and every row.
pub(super) fn create(
    table: &Table,
    context: &Context<'_>,
    plan: &[FieldPlan],
    options: &[&str],
) -> Result<(), GdalError> {
    let mut dataset = driver(context.format)?.create_vector_only(context.path)?;
    let layer_options = LayerOptions {
        name: &table.name,
        srs: context.crs.and_then(|crs| crs.definition.as_ref()),
        ty: geometry_type(table.shape, context.format),
        options: Some(options),
    };
    let layer = dataset.create_layer(layer_options)?;
    for field in plan {
        let definition = FieldDefn::new(&field.name, field.of_type)?;
        definition.set_width(field.width);
        definition.set_precision(field.precision);
        definition.add_to_layer(&layer)?;
    }
    // One transaction, or a database would be written to the disk row by row.
    if context.format == Format::GeoPackage {
        let transaction = dataset.start_transaction()?;
        rows(&transaction, table, plan)?;
        aliases::write(&transaction, table)?;
        transaction.commit()?;
    } else {
        rows(&dataset, table, plan)?;
    }
    // Closing writes what is left, and says so where it fails.
    dataset.close()
}

fn rows(dataset: &Dataset, table: &Table, plan: &[FieldPlan]) -> Result<(), GdalError> {
    let layer = dataset.layer(0)?;
    let definition = Defn::from_layer(&layer);
    // By position: formats may change a name a little.
    for row in &table.rows {
        let mut feature = Feature::new(&definition)?;
        for (index, (value, field)) in row.values.iter().zip(plan).enumerate() {
            match (value, field.of_type) {
                (Value::Null, _) => feature.set_field_null(index)?,
                (Value::Text(text), _) => feature.set_field_string(index, text)?,
                (Value::Integer(number), OGRFieldType::OFTReal) => feature.set_field_double(index, *number as f64)?,
                (Value::Integer(number), _) => feature.set_field_integer64(index, *number)?,
                (Value::Real(number), _) => feature.set_field_double(index, *number)?,
                (Value::Boolean(yes), _) => feature.set_field_integer(index, i32::from(*yes))?,
            }
        }
        if let Some(shape) = &row.shape {
            feature.set_geometry(Geometry::from_wkb(&wkb::wkb(shape))?)?;
        }
        feature.create(&layer)?;
    }
    Ok(())
}

fn geometry_type(shape: Option<Shape>, format: Format) -> OGRwkbGeometryType::Type {
    match shape {
        None => OGRwkbGeometryType::wkbNone,
        Some(Shape::Point) => OGRwkbGeometryType::wkbPoint,
        Some(Shape::Line) => OGRwkbGeometryType::wkbLineString,
        // A Shapefile's polygon has any number of parts.
        Some(Shape::Area) if format == Format::Shapefile => OGRwkbGeometryType::wkbPolygon,
        Some(Shape::Area) => OGRwkbGeometryType::wkbMultiPolygon,
    }
}

/// The driver of a format. Others that come with GDAL, some of which open addresses, do not stay registered.
fn driver(format: Format) -> Result<Driver, GdalError> {
    let name = match format {
        Format::Shapefile => "ESRI Shapefile",
        Format::FlatGeobuf => "FlatGeobuf",
        Format::Kml => "LIBKML",
        Format::FileGdb => "OpenFileGDB",
        _ => "GPKG",
    };
    DriverManager::prevent_auto_registration();
    let before: Vec<String> = DriverManager::all().map(|driver| driver.short_name()).collect();
    if !before.iter().any(|known| known == name) {
        DriverManager::register_all();
        let now: Vec<Driver> = DriverManager::all().collect();
        for other in now {
            let known = other.short_name();
            if known != name && !before.contains(&known) {
                DriverManager::deregister_driver(&other);
            }
        }
    }
    DriverManager::get_driver_by_name(name)
}
