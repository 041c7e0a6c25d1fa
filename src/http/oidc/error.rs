//! Why somebody is not signed in by the bureau's server. The words are for the log: no value of a token or an answer stands in them.

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::http) enum TokenError {
    #[error("the token can't be read")]
    Malformed,
    #[error("the token is signed in a way that is not taken, or that its key is not for")]
    Algorithm,
    #[error("the token's key is none of the sign-in server's")]
    UnknownKey,
    #[error("the token's signature is wrong")]
    Signature,
    #[error("the token is of another kind")]
    Kind,
    #[error("the token is of another issuer")]
    Issuer,
    #[error("the token is made out to somebody else (aud)")]
    Audience,
    #[error("the token was asked for by somebody else (azp)")]
    Party,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not good yet, or too old; compare the clocks of the two servers")]
    Time,
    #[error("the token answers another sign-in (nonce)")]
    Nonce,
    #[error("the token names nobody (sub)")]
    NoSubject,
    #[error("the token has no claim with a name that can be a user's (sign_in.oidc.name_claim)")]
    NoName,
}

/// Why the sign-in server is of no help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// It gives no answer.
    #[error("the sign-in server does not answer at {at}: {why}")]
    Down {
        /// The part of it that was asked.
        at: &'static str,
        /// What the network says.
        why: String,
    },
    /// It answers something else.
    #[error("the sign-in server's answer at {at} can't be used: {why}")]
    Unusable {
        /// The part of it that was asked.
        at: &'static str,
        /// Why.
        why: String,
    },
    /// The file of certificates.
    #[error("no certificate can be read from sign_in.oidc.ca_file")]
    Certificates,
}
