//! The bureau's own sign-in server, as the settings say.

use super::Failure;
use super::secret::read;
use crate::http::{Oidc, OidcRules, Secret};
use crate::identity::{AreaGrant, Grant};
use crate::settings::{OidcGroup, Settings};

/// Ready to be asked; `None` where there is none.
pub(super) fn oidc(settings: &Settings) -> Result<Option<Oidc>, Failure> {
    let Some(said) = &settings.oidc else {
        return Ok(None);
    };
    let secret = said.client_secret.as_ref().map(read).transpose()?;
    let certificates = said
        .ca_file
        .as_ref()
        .map(|path| std::fs::read(path).map_err(|error| Failure::Words(format!("{path}: {}", error.kind()))));
    let groups: Result<Vec<_>, Failure> = said
        .groups
        .iter()
        .map(|group| Ok((group.name.clone(), grant(group)?)))
        .collect();
    let rules = OidcRules {
        issuer: said.issuer.clone(),
        client_id: said.client_id.clone(),
        client_secret: secret.map(Secret::new),
        scopes: said.scopes.clone(),
        name_claim: said.name_claim.clone(),
        groups_claim: said.groups_claim.clone(),
        api_audience: said.api_audience.clone(),
        hosts: said.hosts.clone(),
        certificates: certificates.transpose()?,
        clock_skew: said.clock_skew_seconds,
        groups: groups?,
    };
    let oidc = Oidc::new(rules).map_err(|error| Failure::Words(error.to_string()))?;
    Ok(Some(oidc))
}

fn grant(group: &OidcGroup) -> Result<Grant, Failure> {
    let wrong = |why: String| Failure::Words(format!("[[sign_in.oidc.group]] {}: {why}", group.name));
    let areas: Result<_, _> = group.areas.iter().map(|area| area.parse::<AreaGrant>()).collect();
    Ok(Grant {
        areas: areas.map_err(|error| wrong(error.to_string()))?,
        layers: group.layers.as_ref().map(|layers| layers.iter().cloned().collect()),
        exact_counts: group.exact_counts,
        ..Grant::of(
            group
                .role
                .parse()
                .map_err(|error: crate::identity::UnknownRole| wrong(error.to_string()))?,
        )
    })
}

/// What would happen, in words.
pub(super) fn told(settings: &Settings) -> Result<Vec<String>, Failure> {
    let Some(said) = &settings.oidc else {
        return Ok(Vec::new());
    };
    oidc(settings)?;
    let by_groups = match said.groups.len() {
        0 => "only those are let in whom the staff file knows".to_owned(),
        1 => "members of one group are let in too".to_owned(),
        count => format!("members of {count} groups are let in too"),
    };
    let mut lines = vec![format!(
        "lets people sign in at {} as {}; {by_groups}",
        said.issuer, said.client_id
    )];
    lines.extend(
        said.api_audience
            .as_ref()
            .map(|audience| format!("takes that server's access tokens for {audience}")),
    );
    Ok(lines)
}
