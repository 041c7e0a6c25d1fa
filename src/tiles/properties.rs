//! Properties that hold for any features, zoom and tile.
