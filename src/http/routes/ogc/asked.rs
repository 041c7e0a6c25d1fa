//! What a request for items asks for, read strictly.

use geo::{Coord, Geometry, Rect};

use crate::crs::LonLatBox;
use crate::filter::{day, moment};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reference::{Reference, box_of};
use crate::http::select::select;
use crate::tiles::{LayerSummary, Search};

/// Features listed where the client does not say how many.
pub(super) const USUAL: usize = 100;

/// Features listed at most.
pub(super) const MOST: usize = 10_000;

/// The parameters of a list of items.
pub(super) const KNOWN: &[&str] = &[
    "f",
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "properties",
    "sortby",
    "filter",
    "filter-lang",
    "filter-crs",
    "version",
    "scenario",
    "assessment",
];

/// Which items, in which system, from where.
pub(super) struct Asked {
    pub(super) search: Search,
    pub(super) reference: Reference,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Asked {
    pub(super) fn read(query: &Query, layer: &LayerSummary) -> Result<Self, Problem> {
        time(query)?;
        let of_box = Reference::read(query, "bbox-crs", layer)?;
        let (boxes, area) = match (query.get("bbox"), of_box) {
            (None, _) => (Vec::new(), None),
            (Some(text), Reference::Zone(_)) => {
                let area = area(text, of_box)?;
                (box_of(&area).into_iter().collect(), Some(area))
            }
            (Some(text), _) => (boxes(text, of_box.turned())?, None),
        };
        Ok(Self {
            search: Search {
                boxes,
                area,
                select: select(query, layer)?,
                order: query.get("sortby").map_or(Ok(Vec::new()), |text| order(text, layer))?,
            },
            reference: Reference::read(query, "crs", layer)?,
            limit: whole(query, "limit", 1)?.map_or(USUAL, |limit| limit.min(MOST)),
            offset: whole(query, "offset", 0)?.unwrap_or(0),
        })
    }
}

/// A whole number, at least so large.
pub(super) fn whole(query: &Query, name: &'static str, least: usize) -> Result<Option<usize>, Problem> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // What is too large for the machine is larger than any limit too.
    let number = if digits { text.parse().unwrap_or(usize::MAX) } else { 0 };
    if !digits || number < least {
        return Err(Problem::BadParameter {
            name,
            expected: "a whole number, for limit at least 1",
        });
    }
    Ok(Some(number))
}

/// Two corners of four numbers, or of six with heights, which say nothing here.
fn corners(text: &str) -> Option<([f64; 2], [f64; 2])> {
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    if numbers.len() != text.split(',').count() || !numbers.iter().all(|n| n.is_finite()) {
        return None;
    }
    match numbers[..] {
        [a, b, c, d] | [a, b, _, c, d, _] => Some(([a, b], [c, d])),
        _ => None,
    }
}

/// A box of metres as what it covers in degrees.
fn area(text: &str, reference: Reference) -> Result<Geometry<f64>, Problem> {
    let wrong = Problem::BadParameter {
        name: "bbox",
        expected: "south,west,north,east in metres of the zone of bbox-crs, which has northing first",
    };
    let Some((low, high)) = corners(text).filter(|(low, high)| low[0] <= high[0] && low[1] <= high[1]) else {
        return Err(wrong);
    };
    let corner = |[x, y]: [f64; 2]| Coord { x, y };
    let drawn = Rect::new(corner(low), corner(high)).to_polygon();
    reference.ready()?.to_degrees(&drawn.into()).map_err(|_| wrong)
}

/// A box over the antimeridian (its west greater than its east) is two.
fn boxes(text: &str, turned: bool) -> Result<Vec<LonLatBox>, Problem> {
    let wrong = Problem::BadParameter {
        name: "bbox",
        expected: "west,south,east,north in degrees (or the order of bbox-crs); west is greater than east only over the antimeridian",
    };
    let Some((low, high)) = corners(text) else {
        return Err(wrong);
    };
    let in_order = |[first, second]: [f64; 2]| if turned { [second, first] } else { [first, second] };
    let ([west, south], [east, north]) = (in_order(low), in_order(high));
    let inside = |n: f64, most: f64| (-most..=most).contains(&n);
    if south > north
        || ![west, east].iter().all(|n| inside(*n, 180.0))
        || ![south, north].iter().all(|n| inside(*n, 90.0))
    {
        return Err(wrong);
    }
    let one = |west: f64, east: f64| LonLatBox {
        west,
        south,
        east,
        north,
    };
    Ok(if west > east {
        vec![one(west, 180.0), one(-180.0, east)]
    } else {
        vec![one(west, east)]
    })
}

/// `datetime` is read and leaves everything in: features have no time of their own.
fn time(query: &Query) -> Result<(), Problem> {
    let Some(text) = query.get("datetime") else {
        return Ok(());
    };
    let parts: Vec<&str> = text.split('/').collect();
    let open = |part: &str| part.is_empty() || part == "..";
    let fits = match parts[..] {
        [one] => is_time(one),
        [from, to] => (open(from) || is_time(from)) && (open(to) || is_time(to)) && !(open(from) && open(to)),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(Problem::BadParameter {
        name: "datetime",
        expected: "a day, a moment with its zone, or two of them with / between (.. for an open end)",
    })
}

/// A day, or a moment of RFC 3339. A plus sign comes in as a blank where it was not escaped.
fn is_time(text: &str) -> bool {
    let local = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at));
    let local = local
        .filter(|(_, zone)| is_offset(zone))
        .map(|(local, _)| format!("{local}Z"));
    day(text).is_some() || moment(local.as_deref().unwrap_or(text)).is_some()
}

/// Hours and minutes from UTC: `+08:00`.
fn is_offset(text: &str) -> bool {
    let parts = text.strip_prefix(['+', '-', ' ']).and_then(|rest| rest.split_once(':'));
    let fits = |part: &str, last: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) && part <= last;
    parts.is_some_and(|(hours, minutes)| fits(hours, "23") && fits(minutes, "59"))
}

/// `name`, `+name` or `-name`, with commas between. A plus sign comes in as a blank where it was not escaped.
fn order(text: &str, layer: &LayerSummary) -> Result<Vec<(String, bool)>, Problem> {
    let mut order: Vec<(String, bool)> = Vec::new();
    for part in text.split(',') {
        let (name, down) = match part.strip_prefix('-') {
            Some(name) => (name, true),
            None => (part.strip_prefix(['+', ' ']).unwrap_or(part), false),
        };
        if !layer.kinds.contains_key(name) {
            return Err(Problem::UnknownProperty);
        }
        // Of what is the same in a property, the same property decides nothing.
        if order.iter().all(|(earlier, _)| earlier != name) {
            order.push((name.to_owned(), down));
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::filter::Kind;
    use crate::tiles::GeometryKind;

    #[test]
    fn boxes_are_read_in_either_order_and_over_the_antimeridian() {
        let sides = |text: &str, turned| {
            boxes(text, turned).map(|found| found.iter().map(|b| b.to_array()).collect::<Vec<_>>())
        };
        assert_eq!(sides("1,2,3,4", false), Ok(vec![[1.0, 2.0, 3.0, 4.0]]));
        assert_eq!(sides("2,1,4,3", true), Ok(vec![[1.0, 2.0, 3.0, 4.0]]));
        assert_eq!(sides("1,2,-5,3,4,9", false), Ok(vec![[1.0, 2.0, 3.0, 4.0]]));
        let across = Ok(vec![[170.0, -1.0, 180.0, 1.0], [-180.0, -1.0, -170.0, 1.0]]);
        assert_eq!(sides("170,-1,-170,1", false), across);
        for bad in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "1,5,3,4",
            "a,2,3,4",
            "1,2,3,NaN",
            "1,2,3,1e999",
            "-181,0,0,0",
            "0,-91,0,0",
            "1,,2,3,4",
        ] {
            assert!(sides(bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_property_decides_the_order_once() {
        let layer = LayerSummary {
            name: "a".to_owned(),
            features: 0,
            kind: GeometryKind::Empty,
            has_multipoints: false,
            bounds: None,
            min_zoom: 0,
            max_zoom: 16,
            fields: BTreeMap::new(),
            kinds: ["a", "b"].map(|name| (name.to_owned(), Kind::Text)).into(),
            made: std::collections::BTreeSet::new(),
            rule: None,
        };
        let found = order(&format!("-a,{}b", "a,-b,".repeat(1000)), &layer);
        assert_eq!(found, Ok(vec![("a".to_owned(), true), ("b".to_owned(), true)]));
        assert_eq!(order("a,c", &layer), Err(Problem::UnknownProperty));
    }

    #[test]
    fn times_follow_rfc_3339() {
        for good in [
            "2025-12-31",
            "2025-12-31T00:00:00Z",
            "2025-12-31T00:00:00.5Z",
            "2025-12-31T08:00:00+08:00",
            "2025-12-31T08:00:00 08:00",
            "2025-12-31T08:00:00.25-03:30",
        ] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "2025",
            "2025-12-31T00:00:00",
            "yesterday",
            "2025-12-31T00:00:00.5",
            "2025-12-31T00:00:00.Z",
            "2025-12-31T08:00:00+8:00",
            "2025-12-31T08:00:00+24:00",
            "2025-12-31+08:00",
            "2025-02-30",
            "2025-12-31T25:00:00Z",
            "2025-12-3１",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
