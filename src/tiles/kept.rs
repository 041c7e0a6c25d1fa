//! Whole areas as zooms show them, kept from one tile to the next as far as there is room.
//!
//! What is kept is geometry, never bytes of a tile, and it only ever says what would be worked out again: with it or without it tiles are the
//! same. All layers of a set share the room; the zoom that was not asked for the longest makes room for another.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::matrix_set::MatrixSet;
use super::set::Format;
use super::whole::Whole;

/// Bytes kept for all layers of a set.
const ROOM: usize = 64 << 20;

/// What an entry takes beside what it holds.
const ENTRY: usize = 48;

/// What one zoom of a layer is, in one format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) layer: usize,
    pub(super) set: MatrixSet,
    pub(super) zoom: u8,
    pub(super) format: Format,
}

/// What is known of a feature: `None` where it is not one simple ring of moderate size.
pub(super) type Known = Option<Arc<Whole>>;

/// What is known of the features of a layer at one zoom, by their places in the layer.
pub(super) type Level = RwLock<FxHashMap<u32, Known>>;

/// The room and what is in it.
#[derive(Debug)]
pub(super) struct Kept {
    room: usize,
    levels: Mutex<Levels>,
}

#[derive(Debug, Default)]
struct Levels {
    /// The one asked for last stands last; each with its size.
    all: Vec<(Key, Arc<Level>, usize)>,
    bytes: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Kept {
    fn with_room(room: usize) -> Self {
        Self {
            room,
            levels: Mutex::default(),
        }
    }

    /// What is known at one zoom of a layer; empty where nothing is.
    pub(super) fn level(&self, key: Key) -> Arc<Level> {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let found = levels.all.iter().rposition(|(own, ..)| *own == key);
        let own = match found {
            Some(found) => levels.all.remove(found),
            None => (key, Arc::default(), 0),
        };
        let level = own.1.clone();
        levels.all.push(own);
        level
    }

    /// Keeps what was found out at one zoom, as long as that zoom is kept itself.
    pub(super) fn keep(&self, level: &Arc<Level>, found: &[(u32, Known)]) {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let Levels { all, bytes } = &mut *levels;
        let Some((.., size)) = all.iter_mut().rev().find(|(_, own, _)| Arc::ptr_eq(own, level)) else {
            return;
        };
        let mut known = level.write().unwrap_or_else(PoisonError::into_inner);
        for (place, whole) in found {
            // Two tiles may have found it out at the same time.
            if known.insert(*place, whole.clone()).is_none() {
                let own = ENTRY + whole.as_ref().map_or(0, |whole| whole.bytes());
                *size += own;
                *bytes += own;
            }
        }
        drop(known);
        while *bytes > self.room {
            let (_, _, size) = all.remove(0);
            *bytes -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(zoom: u8) -> Key {
        Key {
            layer: 0,
            set: MatrixSet::WebMercatorQuad,
            zoom,
            format: Format::Mvt,
        }
    }

    fn count(kept: &Kept, zoom: u8) -> usize {
        kept.level(key(zoom)).read().expect("no panic").len()
    }

    #[test]
    fn the_zoom_that_was_not_asked_for_the_longest_goes_first() {
        let kept = Kept::with_room(10 * ENTRY);
        let found = |count: u32| (0..count).map(|place| (place, None)).collect::<Vec<_>>();
        kept.keep(&kept.level(key(1)), &found(4));
        kept.keep(&kept.level(key(2)), &found(4));
        assert_eq!(count(&kept, 1), 4, "it is asked for again");
        kept.keep(&kept.level(key(3)), &found(4));
        assert_eq!([2, 1, 3].map(|zoom| count(&kept, zoom)), [0, 4, 4]);
        // The same again takes no more room; what is too much for the room is not kept at all.
        kept.keep(&kept.level(key(1)), &found(4));
        assert_eq!(count(&kept, 3), 4);
        kept.keep(&kept.level(key(4)), &found(11));
        assert_eq!([1, 3, 4].map(|zoom| count(&kept, zoom)), [0, 0, 0]);
        kept.keep(&kept.level(key(1)), &found(10));
        assert_eq!(count(&kept, 1), 10, "all of the room is free again");
    }

    #[test]
    fn what_has_gone_takes_nothing_more_in() {
        let kept = Kept::with_room(4 * ENTRY);
        let old = kept.level(key(1));
        kept.keep(&kept.level(key(2)), &[(0, None), (1, None), (2, None), (3, None)]);
        kept.keep(&old, &[(0, None)]);
        assert_eq!(
            [1, 2].map(|zoom| count(&kept, zoom)),
            [0, 4],
            "the older one, though it came last"
        );
        let gone = kept.level(key(3));
        kept.keep(&gone, &[(0, None), (1, None), (2, None), (3, None), (4, None)]);
        kept.keep(&gone, &[(7, None)]);
        assert_eq!(count(&kept, 3), 0);
    }
}
