//! Assessments: every one is kept with its document; the rows and shapes of the one in force stand in plain tables for QGIS.

use geo::{Geometry, MultiPolygon};

use super::assessment_rows::{AssessmentRows, CountRow, CoverageRow, GapRow, ReachRow};
use super::error::StoreError;
use super::flat::{self, ServiceTitle};
use super::tables::area_of;
use super::value::values;
use super::versions::now;
use super::workspace::Workspace;

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
    /// Keeps an assessment and puts it in force. `titles` name the services in the
    /// flat views; `document` is told the number and writes the document. The same inputs give the number
    /// and the bytes that they had before.
    ///
    /// # Errors
    /// Another writer, a full disk; then the last assessment stays in force.
    pub fn save_assessment(
        &mut self,
        rows: &AssessmentRows,
        titles: &[ServiceTitle],
        document: impl FnOnce(i64) -> Vec<u8>,
    ) -> Result<(i64, Vec<u8>), StoreError> {
        self.write(|workspace| {
            let known = workspace.one(
                "assessments",
                "SELECT id FROM assessments WHERE inputs_sha256 = $1",
                &values![&rows.inputs_sha256],
                |row| row.id(),
            )?;
            let number = match known {
                Some(number) => number,
                None => workspace.next_id("assessments")?,
            };
            let document = document(number);
            if known.is_some() {
                let sql = "UPDATE assessments SET document = $1 WHERE id = $2";
                workspace.database.execute(sql, &values![&document[..], number])?;
            } else {
                let columns = ["id", "inputs_sha256", "made_at", "document"];
                workspace.database.append("assessments", &columns, &mut |put| {
                    put(&values![number, &rows.inputs_sha256, now(), &document[..]])
                })?;
            }
            put_in_force(workspace, number, rows)?;
            flat::renew(workspace, number, rows, titles)?;
            Ok((number, document))
        })
    }

    /// The number of the assessment in force; `None` before the first.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn assessment_in_force(&self) -> Result<Option<i64>, StoreError> {
        Ok(self.setting("assessment")?.and_then(|text| text.parse().ok()))
    }

    /// The assessment in force; `None` before the first.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn assessment(&self) -> Result<Option<SavedAssessment>, StoreError> {
        let Some(number) = self.assessment_in_force()? else {
            return Ok(None);
        };
        let sql = "SELECT id, document, inputs_sha256 FROM assessments WHERE id = $1";
        let found = self.one("assessments", sql, &values![number], |row| {
            Ok((row.id()?, row.get::<Vec<u8>>(1)?, row.get::<String>(2)?))
        })?;
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
        self.rows("coverage", sql, &[], |row| {
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
            &[],
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
            &[],
            |row| {
                Ok(ReachRow {
                    circle: row.get(0)?,
                    service: row.get(1)?,
                    radius_m: row.get(2)?,
                    sites: row.get(3)?,
                    ground: ground(row.shape(4)?),
                })
            },
        )
    }

    fn gaps(&self) -> Result<Vec<GapRow>, StoreError> {
        let sql = "SELECT id, circle, service, community, community_name, people, land_m2, nearest_m, point_lon, point_lat, geom FROM gaps ORDER BY id";
        self.rows("gaps", sql, &[], |row| {
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
                ground: ground(row.shape(10)?),
            })
        })
    }
}

fn ground(shape: Option<Geometry<f64>>) -> MultiPolygon<f64> {
    shape.and_then(area_of).unwrap_or_else(|| MultiPolygon(Vec::new()))
}

fn put_in_force(workspace: &Workspace, number: i64, rows: &AssessmentRows) -> Result<(), StoreError> {
    let database = &workspace.database;
    for table in ["circles", "gaps"] {
        database.before_bulk(table)?;
    }
    for table in ["coverage", "coverage_counts", "circles", "gaps"] {
        database.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    put_coverage(workspace, number, &rows.coverage)?;
    let mut next = workspace.next_id("coverage_counts")?;
    let columns = [
        "id",
        "assessment",
        "community",
        "circle",
        "assessed",
        "services",
        "mean_reached",
    ];
    database.append("coverage_counts", &columns, &mut |put| {
        for row in &rows.counts {
            put(&values![
                next,
                number,
                row.community,
                &row.circle,
                row.assessed,
                row.services,
                row.mean_reached
            ])?;
            next += 1;
        }
        Ok(())
    })?;
    let mut next = workspace.next_id("circles")?;
    let columns = ["id", "geom", "assessment", "circle", "service", "radius_m", "sites"];
    database.append("circles", &columns, &mut |put| {
        for row in &rows.reach {
            let ground = Geometry::from(row.ground.clone());
            put(&values![
                next,
                ground,
                number,
                &row.circle,
                &row.service,
                row.radius_m,
                row.sites
            ])?;
            next += 1;
        }
        Ok(())
    })?;
    put_gaps(workspace, number, &rows.gaps)?;
    for table in ["circles", "gaps"] {
        database.after_bulk(table)?;
    }
    workspace.set("assessment", &number.to_string())?;
    match workspace.setting("layers")? {
        Some(layers) => workspace.set("assessed_layers", &layers),
        None => Ok(()),
    }
}

fn put_coverage(workspace: &Workspace, number: i64, rows: &[CoverageRow]) -> Result<(), StoreError> {
    let mut next = workspace.next_id("coverage")?;
    let columns = [
        "id",
        "assessment",
        "community",
        "community_name",
        "circle",
        "service",
        "verdict",
        "near_the_line",
        "people",
        "covered_people",
        "unknown_people",
        "share",
        "land_share",
        "hosts",
        "in_reach",
        "gap_people",
        "nearest_mean_m",
    ];
    workspace.database.append("coverage", &columns, &mut |put| {
        for row in rows {
            put(&values![
                next,
                number,
                row.community,
                &row.community_name,
                &row.circle,
                &row.service,
                &row.verdict,
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
            next += 1;
        }
        Ok(())
    })
}

fn put_gaps(workspace: &Workspace, number: i64, rows: &[GapRow]) -> Result<(), StoreError> {
    let columns = [
        "id",
        "geom",
        "assessment",
        "circle",
        "service",
        "community",
        "community_name",
        "people",
        "land_m2",
        "nearest_m",
        "point_lon",
        "point_lat",
    ];
    workspace.database.append("gaps", &columns, &mut |put| {
        rows.iter().try_for_each(|row| {
            put(&values![
                row.id,
                Geometry::from(row.ground.clone()),
                number,
                &row.circle,
                &row.service,
                row.community,
                &row.community_name,
                row.people,
                row.land_m2,
                row.nearest_m,
                row.point[0],
                row.point[1],
            ])
        })
    })
}
