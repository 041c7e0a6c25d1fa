//! The units that communities belong to: what is known of towns and counties, and whether codes and parents agree with it.

use std::collections::BTreeMap;

use super::told_once::Listed;
use crate::domain::area_code::{AreaCode, UnitLevel};
use crate::domain::batch::Batch;
use crate::domain::record::{Check, Records, RegisterRecord, Remark};

/// Units by their codes, with names.
#[derive(Debug, Default)]
pub(super) struct KnownUnits {
    by_code: BTreeMap<String, String>,
    by_name: BTreeMap<String, Vec<String>>,
}

impl KnownUnits {
    pub(super) fn add(&mut self, unit: &RegisterRecord) {
        self.by_code.insert(unit.code.value.clone(), unit.name.clone());
        if unit.level != UnitLevel::Community {
            let codes = self.by_name.entry(unit.name.clone()).or_default();
            if !codes.contains(&unit.code.value) {
                codes.push(unit.code.value.clone());
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// `鹿城镇 532301101000`, or the code alone.
    pub(super) fn called(&self, code: &str) -> String {
        match self.by_code.get(code) {
            Some(name) => format!("{name} {code}"),
            None => code.to_owned(),
        }
    }
}

/// A row that says, or whose code says, where it belongs.
struct Child {
    row: Option<String>,
    name: String,
    code: Option<AreaCode>,
    parents: Vec<String>,
    at: Option<[f64; 2]>,
}

/// Looks at communities and units on their way by.
pub(super) struct ParentChecks {
    known: KnownUnits,
    children: Vec<Child>,
}

impl ParentChecks {
    /// With the units that are known before the file is read.
    pub(super) fn new(known: KnownUnits) -> Self {
        Self {
            known,
            children: Vec::new(),
        }
    }

    /// Sees a batch.
    pub(super) fn see(&mut self, batch: &Batch) {
        let row = |position: usize| batch.row(position).map(str::to_owned);
        match &batch.records {
            Records::Communities(rows) => {
                self.children.extend((0..).zip(rows).map(|(position, one)| {
                    Child {
                        row: row(position),
                        name: one.name.clone(),
                        code: one.code.as_ref().and_then(|code| AreaCode::parse(&code.value)),
                        parents: one.parents.iter().map(|parent| parent.value.clone()).collect(),
                        at: one
                            .boundary
                            .0
                            .first()
                            .and_then(|part| part.exterior().0.first())
                            .map(|c| [c.x, c.y]),
                    }
                }));
            }
            Records::Register(rows) => {
                // A register's own units are known too.
                for unit in rows {
                    self.known.add(unit);
                }
                self.children.extend((0..).zip(rows).map(|(position, one)| Child {
                    row: row(position),
                    name: one.name.clone(),
                    code: AreaCode::parse(&one.code.value),
                    parents: one.parents.iter().map(|parent| parent.value.clone()).collect(),
                    at: None,
                }));
            }
            _ => {}
        }
    }

    /// What there is to say.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut remarks = self.missing(UnitLevel::Town);
        remarks.extend(self.missing(UnitLevel::County));
        remarks.extend(self.contradictions());
        remarks.extend(self.without());
        remarks
    }

    /// Towns or counties that the codes of rows lie in, and that no register names. Nothing is missing from a register that is not there.
    fn missing(&self, level: UnitLevel) -> Vec<Remark> {
        if self.known.is_empty() {
            return Vec::new();
        }
        let mut missing: BTreeMap<String, Vec<&Child>> = BTreeMap::new();
        for child in &self.children {
            let above = child.code.as_ref().and_then(|code| above(code, level));
            if let Some(above) = above.filter(|above| !self.known.by_code.contains_key(above)) {
                missing.entry(above).or_default().push(child);
            }
        }
        let mut units_of = self
            .children
            .iter()
            .filter_map(|child| above(child.code.as_ref()?, level));
        let some_known = units_of.any(|code| self.known.by_code.contains_key(&code));
        let (units, key) = match level {
            UnitLevel::Town => ("towns", "town"),
            _ => ("counties", "county"),
        };
        let codes: Vec<&str> = missing.keys().map(String::as_str).collect();
        let few = few(&codes);
        let whole =
            format!("{units} of these communities are in no register yet ({few}); import a table of {units} too");
        let mut listed = Listed::default();
        for (code, children) in &missing {
            // Where all are missing there is no table of them yet, and the sum says it.
            if some_known {
                let names: Vec<&str> = children.iter().map(|child| child.name.as_str()).collect();
                let what = format!(
                    "{key} {code} of {} rows is in no register: {}",
                    names.len(),
                    self::few(&names)
                );
                let mut remark = Remark::of_file(Check::Parent, Some("parent_code"), what).with_value(code);
                remark.at = children.first().and_then(|child| child.at);
                listed.push(remark);
            } else {
                listed.count();
            }
        }
        let mut told = listed.told(Check::Parent, &whole);
        if let Some(first) = told.first_mut() {
            first.field = Some("parent_code".to_owned());
        }
        told
    }

    /// Parents that a row names and its own code does not lie in, or that nobody knows.
    fn contradictions(&self) -> Vec<Remark> {
        let mut listed = Listed::default();
        for child in &self.children {
            let chain = child.code.as_ref().map(AreaCode::parents).unwrap_or_default();
            for parent in &child.parents {
                let Some(what) = self.contradiction(child, &chain, parent) else {
                    continue;
                };
                let remark = Remark {
                    row: child.row.clone(),
                    at: child.at,
                    ..Remark::of_file(Check::Parent, Some("parent_code"), what)
                };
                listed.push(remark.with_value(parent).with_advice("correct the parent or the code"));
            }
        }
        listed.told(
            Check::Parent,
            "parents contradict the codes of their rows, or are in no register",
        )
    }

    fn contradiction(&self, child: &Child, chain: &[String], parent: &str) -> Option<String> {
        let own = |chain: &[String]| {
            let town = chain.first().map(|code| self.known.called(code)).unwrap_or_default();
            let code = child.code.as_ref().map_or("", AreaCode::as_str);
            format!("its code {code} lies in {town}")
        };
        if let Some(code) = AreaCode::parse(parent) {
            if !chain.is_empty() && !chain.iter().any(|above| above == code.as_str()) {
                let named = self.known.called(code.as_str());
                return Some(format!(
                    "{} names {named} as its parent, but {}",
                    child.name,
                    own(chain)
                ));
            }
            // Towns and counties of codes are looked for above.
            let absent = chain.is_empty() && !self.known.is_empty() && !self.known.by_code.contains_key(code.as_str());
            return absent.then(|| format!("{} names the parent {parent}, which is in no register", child.name));
        }
        if self.known.is_empty() {
            return None;
        }
        match self.known.by_name.get(parent) {
            None => Some(format!(
                "{} names the parent {parent:?}, which is in no register",
                child.name
            )),
            Some(codes) if !chain.is_empty() && !codes.iter().any(|code| chain.contains(code)) => Some(format!(
                "{} names {} as its parent, but {}",
                child.name,
                self.known.called(&codes[0]),
                own(chain)
            )),
            Some(_) => None,
        }
    }

    /// Rows that neither their code nor a parent puts anywhere.
    fn without(&self) -> Vec<Remark> {
        let lost: Vec<&Child> = self
            .children
            .iter()
            .filter(|child| child.code.is_none() && child.parents.is_empty())
            .collect();
        let mut listed = Listed::default();
        for child in &lost {
            // Where no row has one, the sum says all.
            if lost.len() < self.children.len() {
                let what = format!("{} has neither a parent nor a 12-digit code", child.name);
                listed.push(Remark {
                    row: child.row.clone(),
                    at: child.at,
                    ..Remark::of_file(Check::Parent, Some("parent_code"), what)
                });
            } else {
                listed.count();
            }
        }
        let what = format!(
            "of {} rows name no parent and have no 12-digit code: they can't be summed up by town or county",
            self.children.len()
        );
        listed.told(Check::Parent, &what)
    }
}

/// The code of the unit of a level that a code lies in; `None` for units of that level and above.
pub(super) fn above(code: &AreaCode, level: UnitLevel) -> Option<String> {
    let digits = match level {
        UnitLevel::Town => 9,
        UnitLevel::County => 6,
        _ => return None,
    };
    (code.level() > level).then(|| format!("{:0<12}", &code.as_str()[..digits]))
}

/// The first five of them.
pub(super) fn few(words: &[&str]) -> String {
    let more = if words.len() > 5 { ", ..." } else { "" };
    format!("{}{more}", words[..words.len().min(5)].join(", "))
}
