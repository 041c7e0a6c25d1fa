//! Why a basemap gives no tile. No address, key or answer stands in the words.

/// What is wrong with a service's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::http) enum Trouble {
    /// It gives no answer.
    #[error("it does not answer: {why}")]
    Down {
        /// What the network says.
        why: String,
    },
    #[error("it sends its askers elsewhere, which is not followed: write the address where the tiles are")]
    Redirect,
    #[error("it does not let this server ask (status {status}): look at the key, and at whom the service lets in")]
    Denied { status: u16 },
    #[error("it answers with status {status}: look at the address, the layer and the matrix set")]
    Status { status: u16 },
    #[error("it answers with a page, not with a picture: look at the address, the layer and the key")]
    Page,
    #[error("it answers with nothing: look at the address and the layer")]
    Empty,
    #[error("its tiles are larger than 4 MiB")]
    TooLarge,
    #[error("it answers with something else than PNG, JPEG or WebP")]
    NoPicture,
    /// The file of tiles can't be read any more.
    #[error("its file can't be read: {why}")]
    File { why: String },
}

/// Why a basemap can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BasemapError {
    /// The file of certificates.
    #[error("basemap {id}: no certificate can be read from ca_file")]
    Certificates {
        /// Its id.
        id: String,
    },
    /// A host that the page's policy can't name.
    #[error("basemap {id}: a browser can't be told to ask its host: write it in plain letters")]
    Host {
        /// Its id.
        id: String,
    },
    /// The file of tiles.
    #[error("basemap {id}: {why}")]
    File {
        /// Its id.
        id: String,
        /// Why, and what to do.
        why: String,
    },
}
