//! Tiles that are at hand: asked for by an address that was answered before, they are sent without reading it again.
//!
//! An address means the same as long as one desk is in force, and goes with it. Beside it stands only which of the kept tiles it is: what is no
//! longer kept is no longer at hand, and what is asked for so counts as used. Everything else, and everything that is wrong with a request, is
//! for the router.

use std::sync::Arc;

use axum::body::HttpBody;
use axum::http::request::Parts;
use axum::http::{Method, Request};
use axum::response::{IntoResponse, Response};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Document;
use super::encoding::Coding;
use super::guard::{Told, may_ask};
use super::loaded::{Loaded, TileKey};
use super::observe::{Noting, route_of};
use super::problem::Problem;
use super::respond::{Keep, respond_in};
use super::state::ServerState;

/// Where such addresses begin.
const BELOW: &str = "/tiles/";

/// Addresses kept, as a first guess.
const USUAL: usize = 10_000;

/// Which tile an address means.
pub(super) type AtHand = Cache<Box<str>, Tile, Weight>;

/// One of the kept tiles, as its route answers it.
#[derive(Clone)]
pub(super) struct Tile {
    key: TileKey,
    keep: Keep,
    route: Arc<str>,
}

/// What an address weighs.
#[derive(Clone)]
pub(super) struct Weight;

impl Weighter<Box<str>, Tile> for Weight {
    /// Both texts and their places.
    fn weight(&self, address: &Box<str>, tile: &Tile) -> u64 {
        (address.len() + tile.key.selected.as_ref().map_or(0, |text| text.len()) + 256) as u64
    }
}

/// Room for so many bytes of addresses.
pub(super) fn at_hand(bytes: u64) -> AtHand {
    Cache::with_weighter(USUAL, bytes, Weight)
}

/// Notes which tile a route answers, where the address alone decides it: everybody who asks gets the same.
pub(super) fn note(state: &ServerState, request: &Parts, loaded: &Loaded, key: TileKey, keep: Keep) {
    if state.asks_who() {
        return;
    }
    if let (Some(at_hand), Some(address)) = (&loaded.at_hand, request.uri.path_and_query()) {
        let route = route_of(request.extensions.get()).into();
        at_hand.insert(address.as_str().into(), Tile { key, keep, route });
    }
}

/// The answer to a request for a tile that is at hand.
pub(super) fn answer<B: HttpBody>(state: &ServerState, request: &Request<B>) -> Option<Response> {
    let is_plain = *request.method() == Method::GET && request.body().is_end_stream();
    if !is_plain || !request.uri().path().starts_with(BELOW) || state.asks_who() {
        return None;
    }
    let (tile, document) = state.at_hand(request.uri().path_and_query()?.as_str())?;
    may_ask(state, request).ok()?;
    let coding = document.usable(Coding::wanted(request.headers()));
    if document.must_compress(coding) {
        return None;
    }
    let noting = Noting::begin(state, request);
    let response = respond_in(request.headers(), &document, coding, tile.keep);
    let mut response = response.unwrap_or_else(Problem::into_response);
    Told::of(request).write(state, &mut response);
    noting.end(state, &tile.route, &response);
    Some(response)
}

impl Loaded {
    /// The tile that an address meant before, if it is still kept.
    pub(super) fn at_hand(&self, address: &str) -> Option<(Tile, Arc<Document>)> {
        let tile = self.at_hand.as_ref()?.get(address)?;
        let document = self.tiles.get(&tile.key)?;
        Some((tile, document))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, Bytes};

    use super::*;
    use crate::tiles::{Clip, Format, TileId, TileSet};
    use crate::workflow::desk::{Desk, GapIndex, PlaceIndex};

    const ADDRESS: &str = "/tiles/communities/3/1/2.mvt?clip=exact";

    fn desk() -> Arc<Desk> {
        Arc::new(Desk {
            version: "1".to_owned(),
            title: String::new(),
            scenario: None,
            assessment: Vec::new().into(),
            gaps: GapIndex::default(),
            places: PlaceIndex::new(Vec::new()),
            tiles: TileSet::new("1".to_owned(), Vec::new()).expect("no layers"),
            streets: None,
            attribution: Vec::new(),
        })
    }

    fn asked(method: &str, address: &str) -> Request<Body> {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("host", "localhost");
        request.body(Body::empty()).expect("a request")
    }

    fn key(column: u64) -> TileKey {
        TileKey {
            layer: 0,
            tile: TileId::new(16, column, 2).expect("a tile"),
            format: Format::Mvt,
            clip: Clip::Exact,
            selected: None,
        }
    }

    /// Keeps a tile and notes its address, as its route does.
    fn noted(state: &ServerState, bytes: impl Into<Bytes>) -> Arc<Document> {
        let tile = Arc::new(Document::new("application/geo+json", bytes));
        let loaded = state.in_force().expect("a desk");
        loaded.tiles.insert(key(1), tile.clone());
        let (parts, _) = asked("GET", ADDRESS).into_parts();
        note(state, &parts, &loaded, key(1), Keep::Minute);
        tile
    }

    #[test]
    fn a_tile_is_at_hand_under_its_address_as_long_as_it_is_kept_and_its_desk_is_in_force() {
        let state = ServerState::new(desk());
        let at_hand = |method: &str, address: &str| answer(&state, &asked(method, address));
        assert!(at_hand("GET", ADDRESS).is_none());
        noted(&state, vec![1; 9]);
        assert_eq!(
            at_hand("GET", ADDRESS).expect("it is at hand").headers()["content-length"],
            "9"
        );
        assert!(at_hand("HEAD", ADDRESS).is_none());
        assert!(at_hand("GET", "/tiles/communities/3/1/2.mvt").is_none());
        state.in_force().expect("a desk").tiles.clear();
        assert!(at_hand("GET", ADDRESS).is_none(), "it is no longer kept");
        noted(&state, vec![1; 9]);
        assert!(at_hand("GET", ADDRESS).is_some());
        state.replace(desk());
        assert!(at_hand("GET", ADDRESS).is_none(), "another desk is in force");
    }

    #[test]
    fn what_has_to_be_compressed_first_and_what_has_a_body_is_not_at_hand() {
        let state = ServerState::new(desk());
        let tile = noted(&state, vec![b' '; 1000]);
        let mut request = asked("GET", ADDRESS);
        let headers = request.headers_mut();
        headers.insert("accept-encoding", "gzip".parse().expect("a value"));
        assert!(answer(&state, &request).is_none());
        tile.body(Coding::Gzip);
        assert!(answer(&state, &request).is_some());
        assert!(answer(&state, &request.map(|_| Body::from("and more"))).is_none());
    }

    #[test]
    fn a_tile_that_is_asked_for_all_the_time_stays_while_others_come_and_go() {
        let state = ServerState::empty();
        state.keep_tiles(1 << 20);
        state.replace(desk());
        let loaded = state.in_force().expect("a desk");
        // Full of others before it comes.
        let fill = |columns: std::ops::Range<u64>| {
            for column in columns {
                let other = Document::new("application/geo+json", vec![b' '; 5000]);
                loaded.tiles.insert(key(column), Arc::new(other));
                let _ = answer(&state, &asked("GET", ADDRESS));
            }
        };
        fill(100..300);
        noted(&state, vec![1; 5000]);
        fill(300..3000);
        assert!(
            answer(&state, &asked("GET", ADDRESS)).is_some(),
            "it was thrown out though it is in use"
        );
        assert!(loaded.tiles.get(&key(301)).is_none(), "nothing had to go");
    }

    #[test]
    fn nothing_is_noted_where_nothing_is_kept() {
        let state = ServerState::empty();
        state.keep_tiles(0);
        state.replace(desk());
        noted(&state, vec![1; 9]);
        assert!(state.in_force().expect("a desk").at_hand.is_none());
        assert!(answer(&state, &asked("GET", ADDRESS)).is_none());
    }
}
