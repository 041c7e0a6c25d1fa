//! Finding the table that somebody means, and its columns.

use postgres::Transaction;

use super::columns::{Described, Use};
use super::error::TableError;
use super::{Shapes, TableSource};

/// Tables that are looked through for the one that is meant.
const MOST_TABLES: i64 = 20_000;
/// Names that are offered where none fits.
const OFFERED: usize = 5;

/// A table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) schema: String,
    pub(super) table: String,
    oid: u32,
    /// Found by its bare name.
    visible: bool,
    readable: bool,
    spatial: bool,
}

impl Relation {
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.schema, self.table)
    }
}

/// The relation that the source means.
pub(super) fn relation(client: &mut Transaction<'_>, source: &TableSource) -> Result<Relation, TableError> {
    let name = || source.address.name.clone();
    // What belongs to an extension is nobody's layer.
    let sql = "SELECT n.nspname::text, c.relname::text, c.oid, pg_table_is_visible(c.oid),
                 has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')),
                 EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0
                   AND NOT a.attisdropped AND t.typname IN ('geometry', 'geography'))
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
               ORDER BY n.nspname::text COLLATE \"C\", c.relname::text COLLATE \"C\" LIMIT $1";
    let rows = client
        .query(sql, &[&MOST_TABLES])
        .map_err(|e| TableError::of(&source.address.name, "its catalogue", &e))?;
    let all: Vec<Relation> = rows
        .iter()
        .map(|row| Relation {
            schema: row.get(0),
            table: row.get(1),
            oid: row.get(2),
            visible: row.get(3),
            readable: row.get(4),
            spatial: row.get(5),
        })
        .collect();
    let Some(asked) = &source.table else {
        let spatial = all.iter().filter(|relation| relation.readable && relation.spatial);
        return Err(TableError::WhichTable {
            name: name(),
            why: "no table is named".to_owned(),
            tables: spatial.map(Relation::name).collect(),
        });
    };
    let found = pick(&all, asked).map_err(|several| match several {
        Some(tables) => TableError::WhichTable {
            name: name(),
            why: format!("several tables are called {asked:?}"),
            tables,
        },
        None => TableError::NoTable {
            name: name(),
            table: asked.clone(),
            tables: nearest(&all, asked),
        },
    })?;
    if !found.readable {
        return Err(TableError::NoRights {
            name: name(),
            table: found.name(),
            why: "you lack the right to it or to its schema".to_owned(),
        });
    }
    Ok(found.clone())
}

/// The relation with this name, with or without its schema; else several that have it, or nothing.
fn pick<'a>(all: &'a [Relation], asked: &str) -> Result<&'a Relation, Option<Vec<String>>> {
    if let Some(whole) = all.iter().find(|relation| relation.name() == asked) {
        return Ok(whole);
    }
    let bare: Vec<&Relation> = all.iter().filter(|relation| relation.table == asked).collect();
    if let Some(visible) = bare.iter().find(|relation| relation.visible) {
        return Ok(visible);
    }
    match bare.as_slice() {
        [] => Err(None),
        [one] => Ok(one),
        several => Err(Some(several.iter().map(|relation| relation.name()).collect())),
    }
}

fn nearest(all: &[Relation], asked: &str) -> Vec<String> {
    let asked = asked.to_lowercase();
    let likeness = |relation: &Relation| {
        let (whole, bare) = (relation.name().to_lowercase(), relation.table.to_lowercase());
        strsim::jaro_winkler(&whole, &asked).max(strsim::jaro_winkler(&bare, &asked))
    };
    let mut near: Vec<(f64, String)> = all
        .iter()
        .filter(|relation| relation.readable)
        .map(|relation| (likeness(relation), relation.name()))
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    near.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}

/// The columns of a relation, in their order.
pub(super) fn columns(
    client: &mut Transaction<'_>,
    source: &TableSource,
    relation: &Relation,
) -> Result<Vec<Described>, TableError> {
    let sql = "SELECT a.attname::text, coalesce(b.typname, t.typname)::text, format_type(a.atttypid, a.atttypmod),
                 (CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END)::int8, has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
                 array_position(i.indkey::int2[], a.attnum)::int8
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
                 LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
               WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    let rows = client
        .query(sql, &[&relation.oid])
        .map_err(|e| TableError::of(&source.address.name, &relation.name(), &e))?;
    Ok(rows
        .iter()
        .map(|row| Described {
            name: row.get(0),
            kind: row.get(1),
            words: row.get(2),
            modifier: row.get(3),
            readable: row.get(4),
            key: row.get(5),
        })
        .collect())
}

/// Which column holds the shapes; none where they are not wanted, or not there and not needed.
pub(super) fn geometry<'a>(
    source: &TableSource,
    relation: &Relation,
    columns: &'a [Described],
    shapes: Shapes,
) -> Result<Option<&'a Described>, TableError> {
    if shapes == Shapes::Never {
        return Ok(None);
    }
    let (name, table) = (source.address.name.clone(), relation.name());
    let found: Vec<&Described> = columns.iter().filter(|column| column.used() == Use::Shape).collect();
    let names = || found.iter().map(|column| column.name.clone()).collect();
    if let Some(asked) = &source.geometry {
        let meant = found.iter().find(|column| column.name == *asked).copied();
        return meant.map(Some).ok_or_else(|| TableError::NoGeometryColumn {
            name,
            table,
            column: asked.clone(),
            columns: names(),
        });
    }
    match found.as_slice() {
        [] if shapes == Shapes::Must => Err(TableError::NoGeometry { name, table }),
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(TableError::WhichGeometry {
            name,
            table,
            columns: names(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Relation> {
        let relation = |schema: &str, table: &str, visible| Relation {
            schema: schema.to_owned(),
            table: table.to_owned(),
            oid: 0,
            visible,
            readable: true,
            spatial: true,
        };
        vec![
            relation("north", "towns", false),
            relation("north", "south.towns", false),
            relation("public", "roads", true),
            relation("south", "roads", false),
            relation("south", "towns", false),
            relation("south", "社区", false),
        ]
    }

    #[test]
    fn a_table_is_found_with_and_without_its_schema() {
        let all = all();
        let name = |asked: &str| pick(&all, asked).map(Relation::name);
        assert_eq!(name("south.roads").as_deref(), Ok("south.roads"));
        assert_eq!(name("roads").as_deref(), Ok("public.roads"));
        assert_eq!(name("社区").as_deref(), Ok("south.社区"));
        assert_eq!(name("south.towns").as_deref(), Ok("south.towns"));
        assert_eq!(
            name("towns"),
            Err(Some(vec!["north.towns".to_owned(), "south.towns".to_owned()]))
        );
        assert_eq!(name("Roads"), Err(None));
    }

    #[test]
    fn the_nearest_names_come_first() {
        assert_eq!(nearest(&all(), "south.road")[0], "south.roads");
        assert_eq!(nearest(&all(), "ROADS")[..2], ["public.roads", "south.roads"]);
    }
}
