//! Where a workspace is: a file, or a schema of a `PostgreSQL` server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a workspace is.
///
/// ```
/// use yike::store::Location;
/// assert_eq!("town.gpkg".parse::<Location>()?.to_string(), "town.gpkg");
/// let server: Location = "postgresql://anna:secret@db.office/plans".parse()?;
/// assert_eq!(server.to_string(), "postgresql://anna@db.office/plans");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A `GeoPackage`.
    File(PathBuf),
    /// A connection address, as `postgresql://user@host/database`; the schema in it is `yike` unless `?schema=NAME` says another.
    Postgres(String),
}

impl FromStr for Location {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(
            if text.starts_with("postgresql://") || text.starts_with("postgres://") {
                Self::Postgres(text.to_owned())
            } else {
                Self::File(PathBuf::from(text))
            },
        )
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<PathBuf> for Location {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl Location {
    /// Its last part, to stand in a title.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path
                .file_stem()
                .map_or(String::new(), |n| n.to_string_lossy().into_owned()),
            Self::Postgres(_) => {
                let shown = self.to_string();
                let bare = shown.split('?').next().unwrap_or_default();
                bare.rsplit('/').next().unwrap_or_default().to_owned()
            }
        }
    }
}

/// Never with the password.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = match self {
            Self::File(path) => return write!(f, "{}", path.display()),
            Self::Postgres(address) => address,
        };
        let (scheme, rest) = address.split_once("://").unwrap_or(("postgresql", address));
        // A password may hold any sign but an unescaped @ before the host.
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (user.split(':').next().unwrap_or_default(), place),
            None => ("", rest),
        };
        let at = if user.is_empty() { "" } else { "@" };
        let (place, asked) = place.split_once('?').unwrap_or((place, ""));
        let kept: Vec<&str> = asked.split('&').filter(|part| part.starts_with("schema=")).collect();
        let mark = if kept.is_empty() { "" } else { "?" };
        write!(f, "{scheme}://{user}{at}{place}{mark}{}", kept.join("&"))
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for address in [
            "postgresql://anna:s3cr%40t@db/plans?password=s3cr&schema=north",
            "postgres://anna:s3cr@t@db/plans?schema=north",
        ] {
            let shown = format!("{0} {0:?}", address.parse::<Location>().expect("it never fails"));
            assert!(!shown.contains("s3cr"), "{shown}");
            assert!(shown.contains("anna@db/plans?schema=north"), "{shown}");
        }
    }
}
