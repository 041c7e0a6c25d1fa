//! Places by address: exact, or the building that an address lies in. An address with several places has none.

use std::collections::BTreeMap;

use crate::crs::LonLat;

/// A place and how far it may be off, in metres.
pub type Spot = (LonLat, f64);

/// Addresses with their places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AddressBook {
    /// By the address without blanks; `None` where several places have it.
    places: BTreeMap<String, Option<Spot>>,
}

/// What a book knows of an address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// One place.
    Place(Spot),
    /// Several places bear it.
    Several,
    /// Nothing.
    Nothing,
}

/// Letters of the shortest address that another may begin with.
const SHORTEST: usize = 4;

impl AddressBook {
    /// An address and where it is. The same address somewhere else makes it nobody's.
    pub fn add(&mut self, address: &str, place: LonLat, accuracy_m: f64) {
        let address = plain(address);
        if address.is_empty() {
            return;
        }
        let known = self.places.entry(address).or_insert(Some((place, accuracy_m)));
        if known.is_some_and(|(there, _)| there != place) {
            *known = None;
        }
    }

    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Where an address is: by itself, or as a part of the building with the longest address that it begins with. Numbers are whole:
    /// `西山路1` is no part of `西山路12号`.
    ///
    /// ```
    /// use yike::crs::LonLat;
    /// use yike::domain::address_book::{AddressBook, Known};
    /// let mut book = AddressBook::default();
    /// let (gate, house) = (LonLat { lon: 101.5, lat: 25.0 }, LonLat { lon: 101.6, lat: 25.0 });
    /// book.add("西山路1号", gate, 50.0);
    /// book.add("阳光花园3栋", house, 20.0);
    /// assert_eq!(book.find("西山路 １号"), Known::Place((gate, 50.0)));
    /// assert_eq!(book.find("阳光花园3栋2单元501"), Known::Place((house, 20.0)));
    /// assert_eq!(book.find("西山路12号"), Known::Nothing);
    /// ```
    pub fn find(&self, address: &str) -> Known {
        let address = plain(address);
        let whole = self.places.get(&address);
        let found = whole.or_else(|| {
            let mut cuts: Vec<usize> = address.char_indices().map(|(at, _)| at).skip(SHORTEST).collect();
            cuts.reverse();
            cuts.into_iter().find_map(|cut| {
                let (building, rest) = address.split_at(cut);
                ends_a_building(building, rest)
                    .then(|| self.places.get(building))
                    .flatten()
            })
        });
        match found {
            Some(Some(spot)) => Known::Place(*spot),
            Some(None) => Known::Several,
            None => Known::Nothing,
        }
    }
}

/// Whether an address may be cut here: behind a number or a house, and not within a number or a range of numbers.
fn ends_a_building(building: &str, rest: &str) -> bool {
    let (Some(last), Some(next)) = (building.chars().next_back(), rest.chars().next()) else {
        return false;
    };
    let ends = last.is_ascii_alphanumeric() || ['号', '栋', '幢', '座', '楼', '院'].contains(&last);
    let goes_on = last.is_ascii_digit()
        && (next.is_ascii_digit() || ['.', '-', '—', '~', '至', '、', '/', '附', '之'].contains(&next))
        || last.is_ascii_alphabetic() && next.is_ascii_alphanumeric();
    ends && !goes_on
}

/// An address without blanks, with ordinary digits, letters and brackets.
fn plain(address: &str) -> String {
    address
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match u32::from(c) {
            // The full-width forms stand in the order of ASCII.
            wide @ 0xFF01..=0xFF5E => char::from((wide - 0xFEE0) as u8),
            _ => c,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lon: f64) -> LonLat {
        LonLat { lon, lat: 25.0 }
    }

    #[test]
    fn an_address_with_two_places_has_none_and_hides_the_shorter_one() {
        let mut book = AddressBook::default();
        book.add("西山路1号", at(101.0), 50.0);
        book.add("西山路1号院3栋", at(101.1), 20.0);
        book.add("西山路1号院3栋", at(101.2), 20.0);
        book.add("西山路1号", at(101.0), 50.0);
        assert_eq!(book.find("西山路1号"), Known::Place((at(101.0), 50.0)));
        assert_eq!(book.find("西山路1号院3栋501"), Known::Several);
        assert_eq!(book.find("西山路1号院4栋"), Known::Place((at(101.0), 50.0)));
    }

    #[test]
    fn numbers_are_whole() {
        let mut book = AddressBook::default();
        book.add("西山路1", at(101.0), 50.0);
        book.add("东街A", at(101.1), 50.0);
        book.add("阳光花园", at(101.2), 50.0);
        for other in [
            "西山路12",
            "西山路1-3号",
            "西山路1附2号",
            "西山路1.5",
            "东街AB座",
            "阳光花园3栋",
        ] {
            assert_eq!(book.find(other), Known::Nothing, "{other}");
        }
        assert_eq!(book.find("西山路1号"), Known::Place((at(101.0), 50.0)));
    }

    proptest! {
        #[test]
        fn what_is_found_is_the_address_or_its_beginning(
            known in proptest::collection::btree_set("[东西]街[0-9]{1,3}号?[A-C]?", 1..20),
            asked in "[东西]街[0-9]{1,3}号?[A-C]?[0-9]{0,2}",
        ) {
            let mut book = AddressBook::default();
            for (index, address) in known.iter().enumerate() {
                book.add(address, at(index as f64), 1.0);
            }
            if let Known::Place((place, _)) = book.find(&asked) {
                let address = known.iter().nth(place.lon as usize).expect("one of them");
                prop_assert!(asked.starts_with(address.as_str()), "{} for {}", address, asked);
                // The house number of both is the same.
                let number = |text: &str| text.chars().skip(2).take_while(char::is_ascii_digit).collect::<String>();
                prop_assert_eq!(number(address), number(&asked));
            }
        }
    }
}
