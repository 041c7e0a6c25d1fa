//! What one import needs of an extract.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo::Coord;
use osmpbf::dense::DenseTagIter;
use osmpbf::{PrimitiveBlock, RelMemberType, TagIter};
use rustc_hash::{FxHashMap, FxHashSet};

use super::pbf::{Blocks, Kind, day};
use super::xml;
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::letters;
use crate::import::progress::Progress;

/// An element's tags.
pub(super) type Tags = BTreeMap<String, String>;

/// A node with tags.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) tags: Tags,
    pub(super) place: Coord<f64>,
}

/// A way.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Way {
    pub(super) tags: Tags,
    pub(super) refs: Vec<i64>,
}

impl Way {
    /// It ends where it begins and has at least three corners.
    pub(super) fn closed(&self) -> bool {
        self.refs.len() > 3 && self.refs.first() == self.refs.last()
    }
}

/// A relation with those of its members that are ways of an outline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Relation {
    pub(super) tags: Tags,
    pub(super) ways: Vec<i64>,
}

/// Which elements are wanted.
pub(super) struct Wanted<'a> {
    /// Elements without any of these keys are not looked at any closer.
    pub(super) keys: BTreeSet<String>,
    pub(super) node: &'a dyn Fn(&Tags) -> bool,
    pub(super) way: &'a dyn Fn(&Tags) -> bool,
    /// Of the relations that are areas (multipolygons and boundaries); `None` where no relation is.
    pub(super) relation: Option<&'a dyn Fn(&Tags) -> bool>,
}

/// The wanted elements, with the ways and nodes that they are made of.
#[derive(Debug, Default)]
pub(super) struct Extract {
    pub(super) nodes: BTreeMap<i64, Node>,
    /// Ways that are wanted for themselves.
    pub(super) ways: BTreeMap<i64, Way>,
    pub(super) relations: BTreeMap<i64, Relation>,
    /// Ways that only relations need.
    pub(super) parts: BTreeMap<i64, Way>,
    pub(super) coords: FxHashMap<i64, Coord<f64>>,
    /// Elements with the keys of those tags of which letters were replaced.
    pub(super) cleaned: Vec<(String, String)>,
    /// The day of the data.
    pub(super) as_of: Option<String>,
}

impl Extract {
    /// Reads a file.
    pub(super) fn read(
        path: &Path,
        file: &str,
        wanted: &Wanted<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, ImportError> {
        let mut extract = Self::default();
        let xml = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("osm"));
        if xml {
            extract.read_xml(path, file, wanted, progress)?;
        } else {
            extract.read_pbf(path, file, wanted, progress)?;
        }
        // As the steps go, whatever the file's order.
        extract.cleaned.sort_by_key(|(row, _)| row.starts_with(NODE));
        Ok(extract)
    }

    fn read_xml(
        &mut self,
        path: &Path,
        file: &str,
        wanted: &Wanted<'_>,
        progress: &dyn Progress,
    ) -> Result<(), ImportError> {
        if wanted.relation.is_some() {
            progress.step("reading relations");
            self.as_of = xml::each(path, file, progress, |element| {
                if let xml::Element::Relation { id, tags, ways } = element {
                    self.take_relation(*id, pairs(tags), || ways.clone(), wanted);
                }
            })?;
        }
        progress.step("reading ways");
        let needed = self.needed();
        let as_of = xml::each(path, file, progress, |element| {
            if let xml::Element::Way { id, tags, refs } = element {
                self.take_way(*id, pairs(tags), refs.iter().copied(), &needed, wanted);
            }
        })?;
        self.as_of = self.as_of.take().or(as_of);
        progress.step("reading nodes");
        let corners = self.corners();
        xml::each(path, file, progress, |element| {
            if let xml::Element::Node { id, place, tags } = element {
                self.take_node(*id, *place, pairs(tags), wanted);
                if corners.contains(id) {
                    self.coords.insert(*id, *place);
                }
            }
        })?;
        Ok(())
    }

    /// The first time through the file every block is unpacked. What is said of nodes is taken then, and their places are held too, as long
    /// as they are few enough, so that no block is unpacked again.
    fn read_pbf(
        &mut self,
        path: &Path,
        file: &str,
        wanted: &Wanted<'_>,
        progress: &dyn Progress,
    ) -> Result<(), ImportError> {
        let mut blocks = Blocks::new(path, file);
        let mut held = Some(Vec::new());
        if wanted.relation.is_some() {
            progress.step("reading relations");
            let time = blocks.each(&[Kind::Relation, Kind::Node], progress, |block| {
                each_node(block, |id, place, tags| {
                    self.take_node(id, place, tags, wanted);
                    hold(&mut held, id, place);
                });
                for relation in block.groups().flat_map(|group| group.relations()) {
                    let ways = || {
                        outline(relation.members().filter(is_way).map(|member| {
                            let role = member.role().unwrap_or_default();
                            (member.member_id, role)
                        }))
                    };
                    self.take_relation(relation.id(), relation.tags(), ways, wanted);
                }
            })?;
            self.as_of = time.map(day);
        }
        progress.step("reading ways");
        let needed = self.needed();
        let first = wanted.relation.is_none();
        let kinds: &[Kind] = if first { &[Kind::Way, Kind::Node] } else { &[Kind::Way] };
        let time = blocks.each(kinds, progress, |block| {
            if first {
                each_node(block, |id, place, tags| {
                    self.take_node(id, place, tags, wanted);
                    hold(&mut held, id, place);
                });
            }
            for way in block.groups().flat_map(|group| group.ways()) {
                self.take_way(way.id(), way.tags(), way.refs(), &needed, wanted);
            }
        })?;
        self.as_of = self.as_of.take().or(time.map(day));
        progress.step("reading nodes");
        let corners = self.corners();
        self.coords.reserve(corners.len());
        let mut take = |id: i64, place: Coord<f64>| {
            if corners.contains(&id) {
                self.coords.insert(id, place);
            }
        };
        match held {
            Some(held) => held.into_iter().for_each(|(id, place)| take(id, place)),
            None => {
                blocks.each(&[Kind::Node], progress, |block| {
                    each_node(block, |id, place, _| take(id, place));
                })?;
            }
        }
        Ok(())
    }

    /// Ways that relations are made of.
    fn needed(&self) -> FxHashSet<i64> {
        let relations = self.relations.values();
        relations.flat_map(|relation| relation.ways.iter().copied()).collect()
    }

    /// Nodes that ways are made of.
    fn corners(&self) -> FxHashSet<i64> {
        let ways = self.ways.values().chain(self.parts.values());
        ways.flat_map(|way| way.refs.iter().copied()).collect()
    }

    fn take_way<'a>(
        &mut self,
        id: i64,
        said: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        refs: impl Iterator<Item = i64>,
        needed: &FxHashSet<i64>,
        wanted: &Wanted<'_>,
    ) {
        if let Some(tags) = tags(said.clone(), &wanted.keys).filter(|tags| (wanted.way)(tags)) {
            self.note_cleaned("way", id, said);
            let refs = refs.collect();
            self.ways.insert(id, Way { tags, refs });
        } else if needed.contains(&id) {
            let tags = Tags::new();
            let refs = refs.collect();
            self.parts.insert(id, Way { tags, refs });
        }
    }

    fn take_node<'a>(
        &mut self,
        id: i64,
        place: Coord<f64>,
        said: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        wanted: &Wanted<'_>,
    ) {
        if let Some(tags) = tags(said.clone(), &wanted.keys).filter(|tags| (wanted.node)(tags)) {
            self.note_cleaned(NODE, id, said);
            self.nodes.insert(id, Node { tags, place });
        }
    }

    /// Remembers which tags of a wanted element had letters that were replaced.
    fn note_cleaned<'a>(&mut self, kind: &str, id: i64, tags: impl Iterator<Item = (&'a str, &'a str)>) {
        for (key, _) in tags.filter(|(_, value)| letters::cleaned(value.trim()).is_some()) {
            self.cleaned.push((format!("{kind} {id}"), key.to_owned()));
        }
    }

    /// Says which letters were replaced.
    pub(super) fn remark(&self, ledger: &mut Ledger) {
        for (row, key) in &self.cleaned {
            ledger.warn(row, Some(key), letters::REPLACED);
        }
    }

    fn take_relation<'a>(
        &mut self,
        id: i64,
        said: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        ways: impl FnOnce() -> Vec<i64>,
        wanted: &Wanted<'_>,
    ) {
        let Some(tags) = tags(said.clone(), &wanted.keys) else {
            return;
        };
        let area = matches!(tags.get("type").map(String::as_str), Some("multipolygon" | "boundary"));
        if area && wanted.relation.is_some_and(|relation| relation(&tags)) {
            self.note_cleaned("relation", id, said);
            self.relations.insert(id, Relation { tags, ways: ways() });
        }
    }

    /// A way that is part of a relation, wanted for itself or not.
    pub(super) fn way(&self, id: i64) -> Option<&Way> {
        self.ways.get(&id).or_else(|| self.parts.get(&id))
    }
}

/// Most places of nodes that are held until it is known which are needed: about a hundred MiB.
const MOST_HELD: usize = 4_000_000;
/// What rows of nodes are called.
const NODE: &str = "node";

fn hold(held: &mut Option<Vec<(i64, Coord<f64>)>>, id: i64, place: Coord<f64>) {
    match held {
        Some(all) if all.len() < MOST_HELD => all.push((id, place)),
        _ => *held = None,
    }
}

/// The nodes of a block, packed densely or not.
fn each_node<'a>(block: &'a PrimitiveBlock, mut take: impl FnMut(i64, Coord<f64>, Said<'a>)) {
    for group in block.groups() {
        for node in group.dense_nodes() {
            let place = Coord {
                x: node.lon(),
                y: node.lat(),
            };
            take(node.id(), place, Said::Dense(node.tags()));
        }
        for node in group.nodes() {
            let place = Coord {
                x: node.lon(),
                y: node.lat(),
            };
            take(node.id(), place, Said::Plain(node.tags()));
        }
    }
}

/// The tags of a node.
#[derive(Clone)]
enum Said<'a> {
    Dense(DenseTagIter<'a>),
    Plain(TagIter<'a>),
}

impl<'a> Iterator for Said<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Dense(tags) => tags.next(),
            Self::Plain(tags) => tags.next(),
        }
    }
}

fn is_way(member: &osmpbf::RelMember<'_>) -> bool {
    member.member_type == RelMemberType::Way
}

/// The ways of an outline among a relation's members, by their roles.
pub(super) fn outline<'a>(members: impl Iterator<Item = (i64, &'a str)>) -> Vec<i64> {
    members
        .filter(|(_, role)| matches!(*role, "" | "outer" | "inner" | "exclave" | "enclave"))
        .map(|(way, _)| way)
        .collect()
}

fn pairs(tags: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> + Clone {
    tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}

/// All tags of an element that has one of the keys.
fn tags<'a>(tags: impl Iterator<Item = (&'a str, &'a str)> + Clone, keys: &BTreeSet<String>) -> Option<Tags> {
    tags.clone().any(|(key, _)| keys.contains(key)).then(|| {
        tags.map(|(key, value)| {
            let value = value.trim();
            let value = letters::cleaned(value).unwrap_or_else(|| value.to_owned());
            (key.to_owned(), value)
        })
        .collect()
    })
}

/// A set of keys.
pub(super) fn keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    keys.into_iter().map(str::to_owned).collect()
}
