//! The travel profiles of a run: those that come with the program, and a planner's own from files.

use std::collections::BTreeMap;

use super::profile::{ProfileError, SHIPPED, TravelProfile};

/// Travel profiles by the word that circles and questions name them with: a shipped one's id, or the path of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelProfiles(BTreeMap<String, NamedTravel>);

/// A travel profile and the text that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTravel {
    /// The profile.
    pub profile: TravelProfile,
    /// Its file, whole: results carry its digest.
    pub text: String,
    shipped: bool,
}

impl TravelProfiles {
    /// Those that come with the program.
    ///
    /// # Errors
    /// None: a test holds every shipped profile sound.
    pub fn shipped() -> Result<Self, ProfileError> {
        let read = SHIPPED.iter().map(|text| {
            let profile = TravelProfile::parse(text)?;
            let named = NamedTravel {
                profile,
                text: (*text).to_owned(),
                shipped: true,
            };
            Ok((named.profile.id.clone(), named))
        });
        read.collect::<Result<_, ProfileError>>().map(Self)
    }

    /// Adds a planner's own, under the word that names it.
    ///
    /// ```
    /// use yike::streets::{SHIPPED_TRAVELS, TravelProfiles};
    /// let mut travels = TravelProfiles::shipped()?;
    /// let own = SHIPPED_TRAVELS[0].replace("id = \"walk-adult\"", "id = \"stroll\"").replace("speed_mps = 1.1", "speed_mps = 0.9");
    /// travels.add("stroll.toml", own)?;
    /// assert_eq!(travels.get("stroll.toml")?.profile.speed_mps, 0.9);
    /// assert!(travels.add("again.toml", SHIPPED_TRAVELS[0].to_owned()).is_err());
    /// # Ok::<(), yike::streets::ProfileError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with it; an id that another profile has.
    pub fn add(&mut self, word: &str, text: String) -> Result<(), ProfileError> {
        let profile = TravelProfile::parse(&text)?;
        let other =
            |(of, named): (&String, &NamedTravel)| of != word && named.profile.id == profile.id && named.text != text;
        if self.0.iter().any(other)
            || self
                .0
                .values()
                .any(|named| named.shipped && named.profile.id == profile.id)
        {
            return Err(ProfileError::Twice(profile.id));
        }
        let named = NamedTravel {
            profile,
            text,
            shipped: false,
        };
        self.0.insert(word.to_owned(), named);
        Ok(())
    }

    /// The one that a word names.
    ///
    /// # Errors
    /// [`ProfileError::NoSuch`], with those that there are.
    pub fn get(&self, word: &str) -> Result<&NamedTravel, ProfileError> {
        self.0.get(word).ok_or_else(|| ProfileError::NoSuch {
            name: word.to_owned(),
            known: self.words().map(str::to_owned).collect(),
        })
    }

    /// Those that don't come with the program, each once, by id.
    pub fn own(&self) -> impl Iterator<Item = &NamedTravel> {
        let own = self.0.values().filter(|named| !named.shipped);
        let by_id: BTreeMap<&str, &NamedTravel> = own.map(|named| (named.profile.id.as_str(), named)).collect();
        by_id.into_values()
    }

    /// The words that name them, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
