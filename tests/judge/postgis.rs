//! A database of the judge's own, with what it needs to be given layers and asked for numbers.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::server::{Server, succeed};

/// A running database with PostGIS; stopped and removed when dropped.
pub struct PostGis {
    server: Server,
}

impl PostGis {
    /// Starts one; says so and gives `None` where it is not installed.
    pub fn start() -> Option<Self> {
        if !ogr2ogr_is_there() {
            println!("skipped: ogr2ogr is not installed (make setup)");
            return None;
        }
        Some(Self {
            server: Server::start()?,
        })
    }

    /// Runs statements, given on standard input, and gives what they answer, unadorned.
    #[track_caller]
    pub fn run(&self, sql: &str) -> String {
        self.server.sql("plans", sql)
    }

    /// Names the projection that the product chose, for PostGIS to project with by itself.
    pub fn learn_projection(&self, name: &str) {
        let definition = match name.strip_prefix("EPSG:") {
            Some(code) => self.run(&format!("SELECT proj4text FROM spatial_ref_sys WHERE srid = {code}")),
            None => name.to_owned(),
        };
        self.run(&format!(
            "INSERT INTO spatial_ref_sys (srid, proj4text, srtext) VALUES (990001, '{definition}', '')"
        ));
    }

    /// Loads a layer of a file as a table of this name with a column `geom` in degrees.
    pub fn load(&self, file: &Path, table: &str, query: &[&str]) {
        let target = format!("PG:{}", self.address());
        succeed(
            Command::new("ogr2ogr")
                .args(["-q", "-f", "PostgreSQL", &target])
                .arg(file)
                .args([
                    "-nln",
                    table,
                    "-lco",
                    "GEOMETRY_NAME=geom",
                    "-lco",
                    "PRECISION=NO",
                    "-t_srs",
                    "EPSG:4326",
                ])
                .args(query)
                .env("PGCLIENTENCODING", "UTF8"),
        );
    }

    /// One number.
    #[track_caller]
    pub fn number(&self, query: &str) -> f64 {
        let answer = self.run(query);
        answer
            .parse()
            .unwrap_or_else(|_| panic!("{query}: {answer:?} is no number"))
    }

    fn address(&self) -> String {
        format!("host={} user=postgres dbname=plans", self.server.folder().display())
    }
}

fn ogr2ogr_is_there() -> bool {
    Command::new("ogr2ogr")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}
