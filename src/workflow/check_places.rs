//! Places held against the communities: those outside all of them, and those that lie in another than their record names.

use std::collections::BTreeMap;

use geo::{Coord, LinesIter};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::error::WorkflowError;
use super::load_town;
use super::told_once::Listed;
use crate::coverage::PlaceIndex;
use crate::crs::{LonLat, Projection};
use crate::domain::batch::Batch;
use crate::domain::community::Community;
use crate::domain::record::{Check, LayerKind, Records, Remark};
use crate::reproject::ProjPlane;
use crate::store::Workspace;

/// The communities of a workspace in metres.
pub(super) struct Ground {
    communities: Vec<Community>,
    plane: ProjPlane,
}

impl Ground {
    /// The workspace's; `None` before communities were imported, and for kinds that are not held against them.
    pub(super) fn of(workspace: &Workspace, kind: LayerKind) -> Result<Option<Self>, WorkflowError> {
        if !matches!(kind, LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population) {
            return Ok(None);
        }
        let stored = workspace.communities()?;
        let Some(extent) = load_town::extent(&stored) else {
            return Ok(None);
        };
        let projection = workspace.projection()?;
        let plane = ProjPlane::new(&projection.unwrap_or_else(|| Projection::at(extent.centre())))?;
        let communities = stored.iter().map(|row| load_town::community(&plane, row));
        Ok(Some(Self {
            communities: communities.collect::<Result<_, _>>()?,
            plane,
        }))
    }
}

type Edge = GeomWithData<Line<[f64; 2]>, usize>;

/// Looks at points on their way by.
pub(super) struct PlaceChecks<'a> {
    ground: &'a Ground,
    index: PlaceIndex<'a>,
    by_code: BTreeMap<&'a str, usize>,
    /// Made for the first place outside.
    edges: Option<RTree<Edge>>,
    rows: u64,
    people: bool,
    outside: Listed,
    elsewhere: Listed,
    unknown: Listed,
}

/// A row as far as it is looked at.
struct Seen<'a> {
    row: Option<&'a str>,
    name: &'a str,
    point: LonLat,
    code: Option<&'a str>,
}

impl<'a> PlaceChecks<'a> {
    pub(super) fn new(ground: &'a Ground) -> Self {
        let coded = ground.communities.iter().enumerate();
        Self {
            ground,
            index: PlaceIndex::new(&ground.communities),
            by_code: coded
                .filter_map(|(position, community)| Some((community.code.as_ref()?.value.as_str(), position)))
                .collect(),
            edges: None,
            rows: 0,
            people: false,
            outside: Listed::default(),
            elsewhere: Listed::default(),
            unknown: Listed::default(),
        }
    }

    /// Sees a batch.
    pub(super) fn see(&mut self, batch: &Batch) {
        let seen: Vec<Seen<'_>> = match &batch.records {
            Records::Facilities(rows) => (0..)
                .zip(rows)
                .map(|(position, row)| Seen {
                    row: batch.row(position),
                    name: &row.name,
                    point: row.point,
                    code: row.host_code.as_deref(),
                })
                .collect(),
            Records::Hamlets(rows) | Records::Population(rows) => {
                self.people = true;
                (0..)
                    .zip(rows)
                    .map(|(position, row)| Seen {
                        row: batch.row(position),
                        name: &row.name,
                        point: row.point,
                        code: row.parent_code.as_deref(),
                    })
                    .collect()
            }
            _ => return,
        };
        self.rows += seen.len() as u64;
        let mut places: Vec<Coord<f64>> = seen
            .iter()
            .map(|one| Coord {
                x: one.point.lon,
                y: one.point.lat,
            })
            .collect();
        // Rows on the other side of the earth have no metres in this plane: then each is asked by itself.
        let whole = self.ground.plane.all_to_metres(&mut places).is_ok();
        for (one, at) in seen.iter().zip(places) {
            let mut own = [at];
            if whole || self.ground.plane.all_to_metres(&mut own).is_ok() {
                self.look(one, own[0]);
            } else {
                self.outside.count();
            }
        }
    }

    fn look(&mut self, one: &Seen<'_>, at: Coord<f64>) {
        let standing = self.index.find(at);
        let Some(code) = one.code else {
            if standing.is_none() {
                self.lies_outside(one, at);
            }
            return;
        };
        match (self.by_code.get(code).copied(), standing) {
            (Some(named), Some(standing)) if named == standing => {}
            (Some(named), standing) => {
                if !self.elsewhere.has_room() {
                    self.elsewhere.count();
                    return;
                }
                let lies = match standing {
                    Some(standing) => format!("it lies in {}", self.called(standing)),
                    None => format!("it lies outside every community{}", self.nearest_words(at)),
                };
                let what = format!("{}its record names {}, but {lies}", said(one.name), self.called(named));
                let remark = self.remark(Check::Host, one, what);
                self.elsewhere
                    .push(remark.with_advice("correct the code or the place; until then the code is followed"));
            }
            (None, standing) => {
                if !self.unknown.has_room() {
                    self.unknown.count();
                    return;
                }
                let lies = match standing {
                    Some(standing) => format!("it lies in {}", self.called(standing)),
                    None => format!("it lies outside every community{}", self.nearest_words(at)),
                };
                let what = format!(
                    "{}no community has the code {code} that it names; {lies}",
                    said(one.name)
                );
                let check = if self.people { Check::Parent } else { Check::Host };
                let remark = self.remark(check, one, what);
                self.unknown
                    .push(remark.with_advice("correct the code; until then the place decides"));
            }
        }
    }

    fn lies_outside(&mut self, one: &Seen<'_>, at: Coord<f64>) {
        if !self.outside.has_room() {
            self.outside.count();
            return;
        }
        let nearest = self.nearest_words(at);
        let counted = if self.people {
            "; its people will not be counted"
        } else {
            ""
        };
        let what = format!("{}it lies outside every community{nearest}{counted}", said(one.name));
        let remark = self.remark(Check::Outside, one, what);
        self.outside.push(remark);
    }

    fn remark(&self, check: Check, one: &Seen<'_>, what: String) -> Remark {
        let field = match (check, self.people) {
            (Check::Outside, _) => "geometry",
            (_, true) => "parent_code",
            (_, false) => "host_code",
        };
        let remark = Remark {
            row: one.row.map(str::to_owned),
            ..Remark::of_file(check, Some(field), what)
        };
        let remark = remark.at(one.point.lon, one.point.lat);
        match (check, one.code) {
            (Check::Outside, _) | (_, None) => remark,
            (_, Some(code)) => remark.with_value(code),
        }
    }

    /// A community by its name and code.
    fn called(&self, position: usize) -> String {
        let community = &self.ground.communities[position];
        match &community.code {
            Some(code) => format!("{} {}", community.name, code.value),
            None => community.name.clone(),
        }
    }

    /// `; the nearest is 东兴社区 532301101001, 120 m away`.
    fn nearest_words(&mut self, at: Coord<f64>) -> String {
        let ground = self.ground;
        let edges = self.edges.get_or_insert_with(|| {
            let communities = ground.communities.iter().enumerate();
            let lines = communities.flat_map(|(position, community)| {
                community.boundary.lines_iter().map(move |line| {
                    let line = Line::new([line.start.x, line.start.y], [line.end.x, line.end.y]);
                    GeomWithData::new(line, position)
                })
            });
            RTree::bulk_load(lines.collect())
        });
        // Neighbours share their edges, and the first of them is named, whatever the order of the index.
        let mut nearest: Option<(f64, usize)> = None;
        for (edge, squared) in edges.nearest_neighbor_iter_with_distance_2([at.x, at.y]) {
            let metres = squared.sqrt();
            match nearest {
                None => nearest = Some((metres, edge.data)),
                Some((least, position)) if metres - least < SAME_M => {
                    nearest = Some((least, position.min(edge.data)));
                }
                Some(_) => break,
            }
        }
        nearest.map_or(String::new(), |(metres, position)| {
            format!("; the nearest is {}, {} away", self.called(position), distance(metres))
        })
    }

    /// What there is to say, sums first.
    pub(super) fn remarks(self) -> Vec<Remark> {
        let rows = self.rows;
        let outside = if self.people {
            format!("of {rows} rows lie outside the communities, and their people will not be counted; check --crs")
        } else {
            format!("of {rows} rows lie outside every community; they serve those that they reach, and belong to none")
        };
        let (elsewhere, unknown) = if self.people {
            (
                "lie in another community than the one whose code they give",
                "name a parent that is no community",
            )
        } else {
            (
                "lie in another community than the one that their record names",
                "name a host that is no community",
            )
        };
        let check = if self.people { Check::Parent } else { Check::Host };
        let mut remarks = self.outside.told(Check::Outside, &outside);
        remarks.extend(self.elsewhere.told(Check::Host, &format!("of {rows} rows {elsewhere}")));
        remarks.extend(self.unknown.told(check, &format!("of {rows} rows {unknown}")));
        remarks
    }
}

/// Edges whose distances differ by less are the same edge drawn twice.
const SAME_M: f64 = 1e-6;

fn said(name: &str) -> String {
    if name.is_empty() {
        String::new()
    } else {
        format!("{name}: ")
    }
}

fn distance(metres: f64) -> String {
    if metres < 10_000.0 {
        format!("{metres:.0} m")
    } else {
        format!("{:.0} km", metres / 1000.0)
    }
}
