//! Which columns hold the coordinates where a table has several pairs of them, or parts them into degrees, minutes and seconds.

use super::cell::Cell;
use super::column_names::Likeness;
use super::ledger::Ledger;
use super::mapping::Mapping;

/// Names of pairs that say in which datum they are, by the systems in degrees whose numbers they hold.
const NAMED: [(&[&str], &[&str], &[&str]); 3] = [
    (
        &["EPSG:4326", "EPSG:4490", "OGC:CRS84", "CRS84", "WGS84", "CGCS2000"],
        &[
            "lng_wgs84",
            "wgs84_lng",
            "lon_wgs84",
            "wgs84_lon",
            "wgs84经度",
            "经度wgs84",
            "wgs_lng",
            "lng_wgs",
            "x_wgs84",
            "cgcs2000经度",
            "经度2000",
            "lon_cgcs2000",
            "wgs84_x",
        ],
        &[
            "lat_wgs84",
            "wgs84_lat",
            "lat_wgs84",
            "wgs84_lat",
            "wgs84纬度",
            "纬度wgs84",
            "wgs_lat",
            "lat_wgs",
            "y_wgs84",
            "cgcs2000纬度",
            "纬度2000",
            "lat_cgcs2000",
            "wgs84_y",
        ],
    ),
    (
        &["gcj02", "gcj-02"],
        &[
            "gcj02_lng",
            "lng_gcj02",
            "gcj_lng",
            "lng_gcj",
            "高德经度",
            "gcj02经度",
            "火星经度",
            "lon_gcj02",
            "gcj02_lon",
        ],
        &[
            "gcj02_lat",
            "lat_gcj02",
            "gcj_lat",
            "lat_gcj",
            "高德纬度",
            "gcj02纬度",
            "火星纬度",
            "lat_gcj02",
            "gcj02_lat",
        ],
    ),
    (
        &["bd09", "bd-09"],
        &[
            "bd09_lng",
            "lng_bd09",
            "bd_lng",
            "百度经度",
            "bd09经度",
            "lng_bd",
            "lon_bd09",
            "bd09_lon",
        ],
        &[
            "bd09_lat",
            "lat_bd09",
            "bd_lat",
            "百度纬度",
            "bd09纬度",
            "lat_bd",
            "lat_bd09",
            "bd09_lat",
        ],
    ),
];

const NAMED_SO: Likeness = Likeness {
    percent: 95,
    evidence: "its name says the reference system that you say",
};

/// Takes the pair whose names say the system that was said, before a pair that says none.
pub(super) fn by_system(mapping: &mut Mapping, said: Option<&str>, ledger: &mut Ledger) {
    let Some(said) = said.map(str::trim) else {
        return;
    };
    if ["lon", "lat", "location"]
        .into_iter()
        .any(|key| mapping.is_settled(key))
    {
        return;
    }
    let names: Vec<String> = mapping
        .names()
        .iter()
        .map(|name| name.trim().to_lowercase().replace([' ', '-'], "_"))
        .collect();
    let pair = |(lon, lat): (&[&str], &[&str])| {
        let place = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
        place(lon).zip(place(lat))
    };
    let Some((_, lons, lats)) = NAMED
        .into_iter()
        .find(|(words, ..)| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
    else {
        return;
    };
    let Some((lon, lat)) = pair((lons, lats)) else {
        let other = NAMED.into_iter().find_map(|(_, lons, lats)| pair((lons, lats)));
        if let (Some((lon, lat)), Some(used)) = (other, mapping.index("lon")) {
            let (of_lon, of_lat) = (
                mapping.column("lon").unwrap_or_default(),
                mapping.column("lat").unwrap_or_default(),
            );
            let what = if used == lon {
                format!("columns {of_lon} and {of_lat} are read in the system that you say; their names say another")
            } else {
                format!(
                    "columns {of_lon} and {of_lat} are used; there are {} and {} too, whose names say another system",
                    mapping.name(lon),
                    mapping.name(lat)
                )
            };
            ledger.note(Some("geometry"), what);
        }
        return;
    };
    if mapping.index("lon") == Some(lon) && mapping.index("lat") == Some(lat) {
        return;
    }
    let before = mapping.column("lon").map(str::to_owned);
    mapping.prefer("lon", lon, NAMED_SO);
    mapping.prefer("lat", lat, NAMED_SO);
    // Of two places of a row, the one that was preferred counts.
    mapping.give_up("location");
    if let Some(before) = before {
        let (lon, lat) = (mapping.name(lon).to_owned(), mapping.name(lat).to_owned());
        ledger.note(
            Some("geometry"),
            format!("columns {lon} and {lat} are used, for their names say the system that you say; not {before}"),
        );
    }
}

/// Columns that hold minutes and seconds of a coordinate whose degrees stand in a column of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    minutes: usize,
    seconds: Option<usize>,
}

/// The parts of a coordinate whose degrees the column `index` holds: columns of the same name but for 度, 分 and 秒.
pub(super) fn parts(names: &[String], index: usize) -> Option<Parts> {
    let without = |name: &str, sign: &str| {
        let cut = apart(name, sign).or_else(|| name.trim().strip_suffix(sign));
        cut.map(|base| base.trim().to_owned())
    };
    let base = without(&names[index], "度").unwrap_or_else(|| names[index].trim().to_owned());
    // 经度 is itself a word that ends so: its base is what its minutes have before their sign.
    let bases = [base, names[index].trim().to_owned()];
    let place = |sign: &str| {
        names
            .iter()
            .position(|name| without(name, sign).is_some_and(|own| bases.contains(&own)))
    };
    Some(Parts {
        minutes: place("分")?,
        seconds: place("秒"),
    })
}

/// A column's name without a unit that stands apart at its end.
fn apart<'a>(name: &'a str, unit: &str) -> Option<&'a str> {
    let ends = [
        format!("（{unit}）"),
        format!("({unit})"),
        format!("/{unit}"),
        format!("_{unit}"),
    ];
    ends.iter().find_map(|end| name.trim().strip_suffix(end))
}

/// Whether a column's name says that it holds minutes or seconds.
pub(super) fn is_part(name: &str) -> bool {
    ["分", "秒"].iter().any(|unit| apart(name, unit).is_some())
}

impl Parts {
    /// The column of the minutes.
    pub(super) fn minutes(self) -> usize {
        self.minutes
    }

    /// Degrees with their minutes and seconds; empty ones are 0.
    pub(super) fn add(self, degrees: f64, cells: &[Cell]) -> Result<f64, String> {
        let part = |index: usize, what: &str| -> Result<f64, String> {
            let number = cells.get(index).map_or(Ok(None), Cell::number)?.unwrap_or(0.0);
            if (0.0..60.0).contains(&number) {
                Ok(number)
            } else {
                Err(format!("{number} {what} are none: they go from 0 to 60"))
            }
        };
        let minutes = part(self.minutes, "minutes")?;
        let seconds = self.seconds.map_or(Ok(0.0), |index| part(index, "seconds"))?;
        if (minutes > 0.0 || seconds > 0.0) && degrees.fract() != 0.0 {
            return Err(format!("{degrees} has a fraction, and minutes stand beside it"));
        }
        let more = minutes / 60.0 + seconds / 3600.0;
        Ok(if degrees.is_sign_negative() {
            degrees - more
        } else {
            degrees + more
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn minutes_and_seconds_are_found_by_the_name_of_the_degrees() {
        let all = names(&[
            "名称",
            "经度（度）",
            "经度（分）",
            "经度（秒）",
            "纬度（度）",
            "纬度（分）",
        ]);
        assert_eq!(
            parts(&all, 1),
            Some(Parts {
                minutes: 2,
                seconds: Some(3)
            })
        );
        assert_eq!(
            parts(&all, 4),
            Some(Parts {
                minutes: 5,
                seconds: None
            })
        );
        let short = names(&["经度", "纬度", "积分"]);
        assert_eq!(parts(&short, 0), None);
        let under = names(&["经度/度", "经度/分", "经度/秒"]);
        assert_eq!(
            parts(&under, 0),
            Some(Parts {
                minutes: 1,
                seconds: Some(2)
            })
        );
    }

    #[test]
    fn the_three_are_added_up() {
        let parts = Parts {
            minutes: 0,
            seconds: Some(1),
        };
        let cells = |m: f64, s: f64| [Cell::Real(m), Cell::Real(s)];
        let sum = parts.add(101.0, &cells(30.0, 36.0)).expect("fine");
        assert!((sum - 101.51).abs() < 1e-12, "{sum}");
        assert!((parts.add(-3.0, &cells(30.0, 0.0)).expect("fine") + 3.5).abs() < 1e-12);
        assert!(parts.add(101.0, &cells(61.0, 0.0)).is_err());
        assert!(parts.add(101.5, &cells(30.0, 0.0)).is_err());
        assert_eq!(parts.add(101.5, &cells(0.0, 0.0)), Ok(101.5));
    }
}
