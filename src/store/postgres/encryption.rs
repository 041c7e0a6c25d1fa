//! Encrypted connections, and whom they are trusted to lead to: as `PostgreSQL`'s own programs do it (documentation of `PostgreSQL` 15, 34.19).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use postgres::config::SslMode;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::ServerError;

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Encryption {
    wanted: Wanted,
    /// Certificates of those who may vouch for the server.
    roots: Option<PathBuf>,
}

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Never,
    /// Where the server offers it; the ordinary way.
    Offered,
    /// Always, with whomever.
    Always,
    /// With a server that somebody trusted vouches for.
    Vouched,
    /// With the very server of the address.
    Named,
}

impl Encryption {
    /// What `sslmode` and `sslrootcert` ask for; where an address leaves them out, `PGSSLMODE`, `PGSSLROOTCERT` and `~/.postgresql/root.crt` are
    /// looked at.
    ///
    /// # Errors
    /// A mode that there is not; a mode that needs certificates where there are none.
    pub(super) fn new(name: &str, mode: Option<&str>, roots: Option<&str>) -> Result<Self, ServerError> {
        let surroundings = |variable| std::env::var(variable).ok().filter(|value: &String| !value.is_empty());
        let mode = mode.map(str::to_owned).or_else(|| surroundings("PGSSLMODE"));
        let usual = || {
            let file = std::env::home_dir()?.join(".postgresql/root.crt");
            file.is_file().then_some(file)
        };
        let roots = roots.map(str::to_owned).or_else(|| surroundings("PGSSLROOTCERT"));
        let roots = roots.map(PathBuf::from).or_else(usual);
        let wanted = match mode.as_deref() {
            None | Some("prefer" | "allow") => Wanted::Offered,
            Some("disable") => Wanted::Never,
            // Who has certificates at hand wants them to count.
            Some("require") if roots.is_some() => Wanted::Vouched,
            Some("require") => Wanted::Always,
            Some("verify-ca") => Wanted::Vouched,
            Some("verify-full") => Wanted::Named,
            Some(other) => {
                return Err(ServerError::Address {
                    name: name.to_owned(),
                    why: format!("sslmode={other} is none of disable, prefer, require, verify-ca, verify-full"),
                });
            }
        };
        if roots.is_none() && matches!(wanted, Wanted::Vouched | Wanted::Named) {
            return Err(ServerError::Certificates {
                name: name.to_owned(),
                why: format!("sslmode={} needs them and none are named", mode.unwrap_or_default()),
            });
        }
        Ok(Self { wanted, roots })
    }

    /// How the client asks for it.
    pub(super) fn mode(&self) -> SslMode {
        match self.wanted {
            Wanted::Never => SslMode::Disable,
            Wanted::Offered => SslMode::Prefer,
            Wanted::Always | Wanted::Vouched | Wanted::Named => SslMode::Require,
        }
    }

    /// What encrypts.
    ///
    /// # Errors
    /// Certificates that can't be read.
    pub(super) fn connector(&self, name: &str) -> Result<MakeRustlsConnect, ServerError> {
        let provider = ring::default_provider();
        let trust = match (self.wanted, &self.roots) {
            (Wanted::Vouched | Wanted::Named, Some(file)) => {
                let (roots, pinned) = read(name, file)?;
                let named = self.wanted == Wanted::Named;
                Trust::Some { roots, pinned, named }
            }
            _ => Trust::Anybody,
        };
        let judge = Judge {
            trust,
            algorithms: provider.signature_verification_algorithms,
        };
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .expect("ring has what TLS 1.2 and 1.3 need")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(judge))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(MakeRustlsConnect::new(config))
    }
}

/// Certificates of a file in PEM: as those who vouch, and as they stand.
fn read(name: &str, file: &Path) -> Result<(RootCertStore, Vec<CertificateDer<'static>>), ServerError> {
    let wrong = |why: String| ServerError::Certificates {
        name: name.to_owned(),
        why: format!("{} {why}", file.display()),
    };
    let text = std::fs::read(file).map_err(|e| wrong(format!("can't be read: {e}")))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let all = all.map_err(|_| wrong("is damaged".to_owned()))?;
    let mut roots = RootCertStore::empty();
    let (taken, _) = roots.add_parsable_certificates(all.iter().cloned());
    if taken == 0 {
        return Err(wrong(
            "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)".to_owned(),
        ));
    }
    Ok((roots, all))
}

/// Whose certificates are taken.
#[derive(Debug)]
enum Trust {
    Anybody,
    Some {
        roots: RootCertStore,
        /// A server's own certificate may stand among them: it vouches for itself.
        pinned: Vec<CertificateDer<'static>>,
        named: bool,
    },
}

/// Decides on the certificate that a server shows.
#[derive(Debug)]
struct Judge {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Trust::Some { roots, pinned, named } = &self.trust else {
            return Ok(ServerCertVerified::assertion());
        };
        let certificate = ParsedCertificate::try_from(shown)?;
        match verify_server_cert_signed_by_trust_anchor(&certificate, roots, between, now, self.algorithms.all) {
            // Self-signed ones are made as authorities, and refused as servers for it. Their dates have been looked at before that.
            Err(error) if !is_of_dates(&error) && pinned.contains(shown) => {}
            done => done?,
        }
        if *named {
            verify_server_name(&certificate, server)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, shown, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, shown, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn is_of_dates(error: &rustls::Error) -> bool {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    matches!(
        error,
        rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. })
    )
}

/// Whether the encryption of a connection failed, rather than anything else; `None` where it did not.
pub(super) fn in_words(name: &str, error: &postgres::Error) -> Option<ServerError> {
    // The library has no other way to tell.
    if !error.to_string().starts_with("error performing TLS handshake") {
        return None;
    }
    let name = name.to_owned();
    let source = std::error::Error::source(error)?;
    let inner = source.downcast_ref::<std::io::Error>();
    let Some(inner) = inner else {
        return Some(ServerError::NotEncrypted(name));
    };
    let why = match inner.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(error)) => certificate_words(error),
        Some(error) => format!("it has no way to encrypt that this program knows, TLS 1.2 or 1.3 ({error})"),
        None => format!("the connection broke off ({inner})"),
    };
    Some(ServerError::NotTrusted { name, why })
}

fn certificate_words(error: &CertificateError) -> String {
    use CertificateError as E;
    match error {
        E::UnknownIssuer => "nobody in the file of sslrootcert has signed its certificate".to_owned(),
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "its certificate is for another name than the address has (what counts is its subjectAltName)".to_owned()
        }
        E::Expired | E::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "its certificate is not valid yet, or this computer's clock is slow".to_owned()
        }
        E::BadEncoding => "its certificate makes no sense".to_owned(),
        other => format!("its certificate is not accepted ({other}); make it as X.509 version 3, with a key of today"),
    }
}
