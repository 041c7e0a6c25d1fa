//! The address of a table: that of a server, with the names of a table and of its column of shapes.

use super::TableSource;
use super::error::TableError;
use crate::store::error::StoreError;
use crate::store::location::Location;
use crate::store::postgres::address::Address;
use crate::store::postgres::error::ServerError;
use crate::store::postgres::percent::decoded;

pub(super) fn parse(text: &str, named: Option<&str>) -> Result<TableSource, StoreError> {
    // A password may hold a question mark; a host can't.
    let host = text.rfind('@').unwrap_or(0);
    let (place, asked) = match text[host..].find('?') {
        Some(at) => (&text[..host + at], &text[host + at + 1..]),
        None => (text, ""),
    };
    let (mut table, mut schema, mut geometry) = (None, None, None);
    let mut kept = Vec::new();
    for part in asked.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("table", name)) => table = Some(decoded(name)),
            Some(("schema", name)) => schema = Some(decoded(name)),
            Some(("geometry", name)) => geometry = Some(decoded(name)),
            _ => kept.push(part),
        }
    }
    let name = Location::Postgres(place.to_owned()).to_string();
    if let (Some(one), Some(other)) = (&table, named.filter(|other| table.as_deref() != Some(*other))) {
        return Err(TableError::TwoTables {
            name,
            one: one.clone(),
            other: other.to_owned(),
        }
        .into());
    }
    let table = table.or_else(|| named.map(str::to_owned));
    let table = match (schema, table) {
        (Some(schema), Some(table)) if !table.starts_with(&format!("{schema}.")) => Some(format!("{schema}.{table}")),
        (_, table) => table,
    };
    let plain = format!("{place}{}{}", if kept.is_empty() { "" } else { "?" }, kept.join("&"));
    let address = Address::parse(&plain, name).map_err(|error| match error {
        ServerError::Address { name, why } => StoreError::from(TableError::Address { name, why }),
        error => error.into(),
    })?;
    Ok(TableSource {
        address,
        table,
        geometry,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_named_in_the_address_or_beside_it() {
        let address = "postgresql://anna:s3c%40@db/plans?sslmode=prefer&table=%E8%A7%84%E5%88%92.%E7%A4%BE%E5%8C%BA&geometry=geom";
        let source = parse(address, None).expect("it is whole");
        assert_eq!(source.table.as_deref(), Some("规划.社区"));
        assert_eq!(source.geometry.as_deref(), Some("geom"));
        assert_eq!(source.address.name, "postgresql://anna@db/plans");
        assert_eq!(source.address.config.get_password(), Some("s3c@".as_bytes()));
        let named = |text: &str, table: Option<&str>| parse(text, table).map(|source| source.table);
        let plain = "postgresql://anna@db/plans";
        assert_eq!(named(plain, Some("a.b")).expect("whole").as_deref(), Some("a.b"));
        assert_eq!(named(plain, None).expect("whole"), None);
        let two = format!("{plain}?table=a.b");
        assert_eq!(named(&two, Some("a.b")).expect("the same").as_deref(), Some("a.b"));
        assert!(matches!(
            named(&two, Some("c")),
            Err(StoreError::Table(TableError::TwoTables { .. }))
        ));
        let schema = format!("{plain}?schema=a&table=b");
        assert_eq!(named(&schema, None).expect("whole").as_deref(), Some("a.b"));
    }

    #[test]
    fn what_is_wrong_with_an_address_is_told_without_its_password() {
        for address in [
            "postgresql://anna:s3cr@db",
            "postgresql://anna:s3cr@db/plans?nonsense=1",
        ] {
            match parse(address, Some("t")) {
                Err(StoreError::Table(error @ TableError::Address { .. })) => {
                    assert!(!error.to_string().contains("s3cr"), "{error}");
                }
                _ => panic!("{address} is wrong"),
            }
        }
    }
}
