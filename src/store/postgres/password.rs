//! Passwords that stand outside the address, where the list of running programs doesn't show them.
//!
//! As `PostgreSQL`'s own programs do: the variable `PGPASSWORD`, then the file `~/.pgpass` (documentation of `PostgreSQL` 15, 34.15 and 34.16).

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// Whom a password is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password that the surroundings hold for a door.
pub(super) fn find(door: Door<'_>) -> Option<String> {
    if let Some(password) = std::env::var("PGPASSWORD").ok().filter(|password| !password.is_empty()) {
        return Some(password);
    }
    let file = std::env::var_os("PGPASSFILE")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".pgpass")))?;
    // A file that others can read is not used, as everywhere with PostgreSQL.
    let mode = std::fs::metadata(&file).ok()?.permissions().mode();
    if mode & 0o077 != 0 {
        return None;
    }
    in_lines(&std::fs::read_to_string(file).ok()?, door)
}

/// The password of the first line that fits: `host:port:database:user:password`, where `*` fits all.
fn in_lines(lines: &str, door: Door<'_>) -> Option<String> {
    let asked = [door.host, &door.port.to_string(), door.database, door.user];
    lines.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let (password, place) = fields.get(..5)?.split_last()?;
        let fits = place
            .iter()
            .zip(asked)
            .all(|(field, asked)| field == "*" || field == asked);
        fits.then(|| password.clone())
    })
}

/// Fields of a line; a backslash takes the next sign as it is.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields
                .last_mut()
                .into_iter()
                .for_each(|field| field.extend(signs.next())),
            _ => fields.last_mut().into_iter().for_each(|field| field.push(sign)),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_gives_the_password() {
        let lines = "# ours\ndb:5432:plans:anna:no:t\\:plain\\\\\nshort:line\ndb:*:*:anna:any\n*:*:*:*:last";
        let door = |host, database, user| Door {
            host,
            port: 5432,
            database,
            user,
        };
        let found = |door| in_lines(lines, door);
        assert_eq!(found(door("db", "plans", "anna")).as_deref(), Some("no:t:plain\\"));
        assert_eq!(found(door("db", "other", "anna")).as_deref(), Some("any"));
        assert_eq!(found(door("elsewhere", "plans", "ben")).as_deref(), Some("last"));
        assert_eq!(in_lines("db:5433:plans:anna:x", door("db", "plans", "anna")), None);
    }
}
