//! TLS of the server's own: rustls, a certificate and its key from files, read anew when told to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate with its key, ready to greet with.
#[derive(Clone)]
pub struct Tls(pub(super) Arc<ServerConfig>);

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file can't be read, or holds nothing of the kind.
    #[error("{}: no {what} can be read from it: {why}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What was sought.
        what: &'static str,
        /// What was found instead.
        why: String,
    },
    /// They do not belong together, or are of a kind that is not known.
    #[error("the certificate in {} can't be used with the key in {}: {why}", .certificate.display(), .key.display())]
    Pair {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// What rustls says.
        why: String,
    },
}

impl Tls {
    /// Reads a certificate (with those that sign it, its own first) and its key, both in PEM.
    ///
    /// # Errors
    /// A file that can't be read or holds none; a key of another certificate.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let failed = |file: &Path, what, why: String| TlsError::File {
            file: file.to_owned(),
            what,
            why,
        };
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| failed(certificate, "certificate", error.to_string()))?;
        if chain.is_empty() {
            return Err(failed(certificate, "certificate", "there is none in it".to_owned()));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, "key", error.to_string()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let pair = |error: rustls::Error| TlsError::Pair {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            why: error.to_string(),
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(pair)?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}
