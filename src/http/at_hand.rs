//! Tiles that are at hand: asked for by an address that was answered before, they are sent without reading it again.
//!
//! An address means the same as long as one desk is in force, and goes with it. Only the address is kept beside the tile's key, never the tile:
//! what is no longer kept is no longer at hand. Everything else, and everything that is wrong with a request, is for the router.

use std::sync::{Arc, Weak};

use axum::http::request::Parts;
use axum::http::{Method, Request};
use axum::response::Response;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Document;
use super::guard::{Told, may_ask};
use super::loaded::Loaded;
use super::observe::Noting;
use super::respond::{Keep, respond_now};
use super::state::ServerState;

/// Where such addresses begin.
const BELOW: &str = "/tiles/";

/// Addresses kept, as a first guess.
const USUAL: usize = 10_000;

/// Tiles under the addresses that they were asked for by.
pub(super) type AtHand = Cache<Box<str>, Tile, Weight>;

/// One of them, as its route answers it.
#[derive(Clone)]
pub(super) struct Tile {
    document: Weak<Document>,
    keep: Keep,
    route: &'static str,
}

/// What an address weighs.
#[derive(Clone)]
pub(super) struct Weight;

impl Weighter<Box<str>, Tile> for Weight {
    /// The text, its place in the cache, and what is left of a tile that has gone.
    fn weight(&self, address: &Box<str>, _: &Tile) -> u64 {
        (address.len() + 384) as u64
    }
}

/// Room for so many bytes of addresses.
pub(super) fn at_hand(bytes: u64) -> AtHand {
    Cache::with_weighter(USUAL, bytes, Weight)
}

/// Notes what a route answers, where the address alone decides it: everybody who asks gets the same.
pub(super) fn note(
    state: &ServerState,
    request: &Parts,
    loaded: &Arc<Loaded>,
    tile: &Arc<Document>,
    (keep, route): (Keep, &'static str),
) {
    let of_all = || state.in_force().is_ok_and(|in_force| Arc::ptr_eq(&in_force, loaded));
    if loaded.at_hand.capacity() == 0 || state.asks_who() || !of_all() {
        return;
    }
    let Some(address) = request.uri.path_and_query() else {
        return;
    };
    let tile = Tile {
        document: Arc::downgrade(tile),
        keep,
        route,
    };
    loaded.at_hand.insert(address.as_str().into(), tile);
}

/// The answer to a request for a tile that is at hand.
pub(super) fn answer<B>(state: &ServerState, request: &Request<B>) -> Option<Response> {
    if *request.method() != Method::GET || !request.uri().path().starts_with(BELOW) || state.asks_who() {
        return None;
    }
    let tile = state.at_hand(request.uri().path_and_query()?.as_str())?;
    let document = tile.document.upgrade()?;
    may_ask(state, request).ok()?;
    let noting = Noting::begin(state, request);
    let mut response = respond_now(request.headers(), &document, tile.keep)?;
    Told::of(request).write(state, &mut response);
    noting.end(state, tile.route, &response);
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::TileSet;
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

    fn asked(method: &str, address: &str) -> Request<()> {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("host", "localhost");
        request.body(()).expect("a request")
    }

    /// Notes a tile, which is given back so that it lives on.
    fn noted(state: &ServerState) -> Arc<Document> {
        let tile = Arc::new(Document::new("application/vnd.mapbox-vector-tile", vec![1; 9]));
        let loaded = state.in_force().expect("a desk");
        let (parts, ()) = asked("GET", ADDRESS).into_parts();
        note(state, &parts, &loaded, &tile, (Keep::Minute, "/tiles"));
        tile
    }

    #[test]
    fn a_tile_is_at_hand_under_its_address_as_long_as_it_and_its_desk_live() {
        let state = ServerState::new(desk());
        let at_hand = |method: &str, address: &str| answer(&state, &asked(method, address));
        assert!(at_hand("GET", ADDRESS).is_none());
        let tile = noted(&state);
        assert_eq!(
            at_hand("GET", ADDRESS).expect("it is at hand").headers()["content-length"],
            "9"
        );
        assert!(at_hand("HEAD", ADDRESS).is_none());
        assert!(at_hand("GET", "/tiles/communities/3/1/2.mvt").is_none());
        drop(tile);
        assert!(at_hand("GET", ADDRESS).is_none(), "the tile has gone");
        let _tile = noted(&state);
        assert!(at_hand("GET", ADDRESS).is_some());
        state.replace(desk());
        assert!(at_hand("GET", ADDRESS).is_none(), "another desk is in force");
    }

    #[test]
    fn what_has_to_be_compressed_first_is_not_at_hand() {
        let state = ServerState::new(desk());
        let tile = Arc::new(Document::new("application/geo+json", vec![b' '; 1000]));
        let loaded = state.in_force().expect("a desk");
        let (parts, ()) = asked("GET", ADDRESS).into_parts();
        note(&state, &parts, &loaded, &tile, (Keep::Minute, "/tiles"));
        let mut request = asked("GET", ADDRESS);
        let headers = request.headers_mut();
        headers.insert("accept-encoding", "gzip".parse().expect("a value"));
        assert!(answer(&state, &request).is_none());
        tile.body(crate::http::encoding::Coding::Gzip);
        assert!(answer(&state, &request).is_some());
    }

    #[test]
    fn nothing_is_noted_where_nothing_is_kept_and_of_a_desk_that_is_not_in_force() {
        let state = ServerState::empty();
        state.keep_tiles(0);
        state.replace(desk());
        let _tile = noted(&state);
        assert!(answer(&state, &asked("GET", ADDRESS)).is_none());

        let state = ServerState::new(desk());
        let old = state.in_force().expect("a desk");
        state.replace(desk());
        let (parts, ()) = asked("GET", ADDRESS).into_parts();
        let tile = Arc::new(Document::new("application/geo+json", vec![1; 9]));
        note(&state, &parts, &old, &tile, (Keep::Minute, "/tiles"));
        assert_eq!(old.at_hand.len(), 0);
    }
}
