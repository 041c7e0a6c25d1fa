//! Assessments: every one is kept with its document; the rows and shapes of the one in force stand in plain tables for QGIS.

use geo::{Geometry, MultiPolygon};
use rusqlite::{OptionalExtension, Result, Transaction, params};

use super::error::StoreError;
use super::workspace::Workspace;
use super::{geometry, spatial_index};

/// A finished assessment, in degrees, ready to be kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AssessmentRows {
    /// Digest of everything that it was made from: the same inputs are the same assessment.
    pub inputs_sha256: String,
    /// Results per community, circle and service.
    pub coverage: Vec<CoverageRow>,
    /// Services reached, per community and circle.
    pub counts: Vec<CountRow>,
    /// Areas within the circles.
    pub reach: Vec<ReachRow>,
    /// Gaps.
    pub gaps: Vec<GapRow>,
}

/// One service in one community; numbers are `None` where not assessed.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns of the table `coverage`, described in docs/reference/workspace.md"
)]
pub struct CoverageRow {
    pub community: i64,
    pub community_name: String,
    pub circle: String,
    pub service: String,
    pub verdict: String,
    pub near_the_line: bool,
    pub people: Option<f64>,
    pub covered_people: Option<f64>,
    pub unknown_people: Option<f64>,
    pub share: Option<f64>,
    pub land_share: Option<f64>,
    pub hosts: Option<i64>,
    pub in_reach: Option<i64>,
    pub gap_people: Option<f64>,
    pub nearest_mean_m: Option<f64>,
}

/// How many of a circle's services a community's people reach.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRow {
    /// The community.
    pub community: i64,
    /// The circle.
    pub circle: String,
    /// Services assessed.
    pub assessed: i64,
    /// Services of the circle.
    pub services: i64,
    /// Mean over people; `None` where nobody is located.
    pub mean_reached: Option<f64>,
}

/// The merged area within one circle.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachRow {
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Straight-line radius in metres.
    pub radius_m: f64,
    /// Sites that count.
    pub sites: i64,
    /// In degrees.
    pub ground: MultiPolygon<f64>,
}

/// One gap.
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    /// Number within the assessment.
    pub id: i64,
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// The community.
    pub community: i64,
    /// Its name.
    pub community_name: String,
    /// People unreached.
    pub people: f64,
    /// Ground in square metres.
    pub land_m2: f64,
    /// Estimated walk of the nearest of its people, in metres.
    pub nearest_m: Option<f64>,
    /// Longitude and latitude to stand a dot on.
    pub point: [f64; 2],
    /// In degrees.
    pub ground: MultiPolygon<f64>,
}

/// An assessment as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedAssessment {
    /// Its number in the workspace.
    pub number: i64,
    /// The JSON document.
    pub document: Vec<u8>,
    /// Its rows.
    pub rows: AssessmentRows,
}

impl Workspace {
    /// Keeps an assessment and puts it in force. `document` is told the number and writes the document. The same inputs give the number
    /// and the bytes that they had before.
    ///
    /// # Errors
    /// Another writer, a full disk; then the last assessment stays in force.
    pub fn save_assessment(
        &mut self,
        rows: &AssessmentRows,
        document: impl FnOnce(i64) -> Vec<u8>,
    ) -> Result<(i64, Vec<u8>), StoreError> {
        self.write(|transaction| {
            let known = transaction
                .query_row("SELECT id FROM assessments WHERE inputs_sha256 = ?1", [&rows.inputs_sha256], |row| row.get::<_, i64>(0))
                .optional()?;
            let number = match known {
                Some(number) => number,
                None => transaction.query_row(
                    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'assessments'), 0) + 1",
                    [],
                    |row| row.get(0),
                )?,
            };
            let document = document(number);
            transaction.execute(
                "INSERT INTO assessments (id, inputs_sha256, made_at, document) VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?3)
                 ON CONFLICT DO UPDATE SET document = excluded.document",
                params![number, rows.inputs_sha256, document],
            )?;
            put_in_force(transaction, number, rows)?;
            Ok((number, document))
        })
    }

    /// The assessment in force; `None` before the first.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn assessment(&self) -> Result<Option<SavedAssessment>, StoreError> {
        let sql = "SELECT id, document, inputs_sha256 FROM assessments WHERE id = (SELECT value FROM yike_workspace WHERE key = 'assessment')";
        let found = self
            .connection
            .query_row(sql, [], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, Vec<u8>>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })
            .optional()
            .map_err(|e| StoreError::of(&self.path, e))?;
        let Some((number, document, inputs_sha256)) = found else {
            return Ok(None);
        };
        let rows = AssessmentRows {
            inputs_sha256,
            coverage: self.coverage()?,
            counts: self.counts()?,
            reach: self.reach()?,
            gaps: self.gaps()?,
        };
        Ok(Some(SavedAssessment { number, document, rows }))
    }

    fn coverage(&self) -> Result<Vec<CoverageRow>, StoreError> {
        let sql = "SELECT community, community_name, circle, service, verdict, near_the_line, people, covered_people, unknown_people, share,
                     land_share, hosts, in_reach, gap_people, nearest_mean_m FROM coverage ORDER BY id";
        self.rows("coverage", sql, |row| {
            Ok(CoverageRow {
                community: row.get(0)?,
                community_name: row.get(1)?,
                circle: row.get(2)?,
                service: row.get(3)?,
                verdict: row.get(4)?,
                near_the_line: row.get(5)?,
                people: row.get(6)?,
                covered_people: row.get(7)?,
                unknown_people: row.get(8)?,
                share: row.get(9)?,
                land_share: row.get(10)?,
                hosts: row.get(11)?,
                in_reach: row.get(12)?,
                gap_people: row.get(13)?,
                nearest_mean_m: row.get(14)?,
            })
        })
    }

    fn counts(&self) -> Result<Vec<CountRow>, StoreError> {
        self.rows(
            "coverage_counts",
            "SELECT community, circle, assessed, services, mean_reached FROM coverage_counts ORDER BY id",
            |row| {
                Ok(CountRow {
                    community: row.get(0)?,
                    circle: row.get(1)?,
                    assessed: row.get(2)?,
                    services: row.get(3)?,
                    mean_reached: row.get(4)?,
                })
            },
        )
    }

    fn reach(&self) -> Result<Vec<ReachRow>, StoreError> {
        self.rows(
            "circles",
            "SELECT circle, service, radius_m, sites, geom FROM circles ORDER BY id",
            |row| {
                Ok(ReachRow {
                    circle: row.get(0)?,
                    service: row.get(1)?,
                    radius_m: row.get(2)?,
                    sites: row.get(3)?,
                    ground: ground(row.get::<_, Option<Vec<u8>>>(4)?.as_deref()),
                })
            },
        )
    }

    fn gaps(&self) -> Result<Vec<GapRow>, StoreError> {
        let sql = "SELECT id, circle, service, community, community_name, people, land_m2, nearest_m, point_lon, point_lat, geom FROM gaps ORDER BY id";
        self.rows("gaps", sql, |row| {
            Ok(GapRow {
                id: row.get(0)?,
                circle: row.get(1)?,
                service: row.get(2)?,
                community: row.get(3)?,
                community_name: row.get(4)?,
                people: row.get(5)?,
                land_m2: row.get(6)?,
                nearest_m: row.get(7)?,
                point: [row.get(8)?, row.get(9)?],
                ground: ground(row.get::<_, Option<Vec<u8>>>(10)?.as_deref()),
            })
        })
    }
}

fn ground(blob: Option<&[u8]>) -> MultiPolygon<f64> {
    blob.and_then(geometry::decode)
        .and_then(super::read::area_of)
        .unwrap_or_else(|| MultiPolygon(Vec::new()))
}

fn put_in_force(transaction: &Transaction<'_>, number: i64, rows: &AssessmentRows) -> Result<()> {
    for table in ["circles", "gaps"] {
        spatial_index::drop_triggers(transaction, table)?;
    }
    transaction
        .execute_batch("DELETE FROM coverage; DELETE FROM coverage_counts; DELETE FROM circles; DELETE FROM gaps;")?;
    let mut insert = transaction.prepare(
        "INSERT INTO coverage (assessment, community, community_name, circle, service, verdict, near_the_line, people, covered_people,
           unknown_people, share, land_share, hosts, in_reach, gap_people, nearest_mean_m)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    for row in &rows.coverage {
        insert.execute(params![
            number,
            row.community,
            row.community_name,
            row.circle,
            row.service,
            row.verdict,
            row.near_the_line,
            row.people,
            row.covered_people,
            row.unknown_people,
            row.share,
            row.land_share,
            row.hosts,
            row.in_reach,
            row.gap_people,
            row.nearest_mean_m,
        ])?;
    }
    let mut insert = transaction.prepare(
        "INSERT INTO coverage_counts (assessment, community, circle, assessed, services, mean_reached) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in &rows.counts {
        insert.execute(params![
            number,
            row.community,
            row.circle,
            row.assessed,
            row.services,
            row.mean_reached
        ])?;
    }
    let mut insert = transaction.prepare(
        "INSERT INTO circles (geom, assessment, circle, service, radius_m, sites) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in &rows.reach {
        let geom = geometry::encode(&Geometry::from(row.ground.clone()));
        insert.execute(params![geom, number, row.circle, row.service, row.radius_m, row.sites])?;
    }
    let mut insert = transaction.prepare(
        "INSERT INTO gaps (id, geom, assessment, circle, service, community, community_name, people, land_m2, nearest_m, point_lon, point_lat)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for row in &rows.gaps {
        insert.execute(params![
            row.id,
            geometry::encode(&Geometry::from(row.ground.clone())),
            number,
            row.circle,
            row.service,
            row.community,
            row.community_name,
            row.people,
            row.land_m2,
            row.nearest_m,
            row.point[0],
            row.point[1],
        ])?;
    }
    for table in ["circles", "gaps"] {
        spatial_index::refill(transaction, table)?;
    }
    transaction.execute(
        "INSERT OR REPLACE INTO yike_workspace VALUES ('assessment', ?1)",
        [number.to_string()],
    )?;
    transaction.execute(
        "INSERT OR REPLACE INTO yike_workspace SELECT 'assessed_layers', value FROM yike_workspace WHERE key = 'layers'",
        [],
    )?;
    Ok(())
}
