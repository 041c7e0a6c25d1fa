//! Assessing again what is in force, with the layers as they are now.

use super::assess::{AssessRequest, Assessed, assess};
use super::error::WorkflowError;
use crate::domain::assessment::Method;
use crate::domain::circle::{CircleError, CircleProfile, STREETS_SUFFIX};
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::store::Location;

/// What an assessment was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    /// Its circles.
    pub circles: Vec<String>,
    /// Its population.
    pub basis: PopulationBasis,
    /// How it measured.
    pub methods: Vec<Method>,
    /// Its threshold, where it was given one.
    pub theta: Option<f64>,
}

impl Again {
    /// Reads from an assessment's document what it was asked. `None` where a circle came from a file of its own, which is not at hand
    /// any more, or has been changed since.
    pub fn of(document: &[u8]) -> Option<Self> {
        let document: serde_json::Value = serde_json::from_slice(document).ok()?;
        let provenance = document.get("provenance")?;
        let basis = provenance.get("spreading")?.as_str()?.split(' ').next()?;
        let basis = PopulationBasis::parse(basis)?;
        let (mut circles, mut methods) = (Vec::new(), Vec::new());
        let mut theta = None;
        for circle in document.get("circles")?.as_array()? {
            let id = circle.get("id")?.as_str()?;
            let method = match id.strip_suffix(STREETS_SUFFIX) {
                Some(_) => Method::Streets,
                None => Method::Straight,
            };
            if !methods.contains(&method) {
                methods.push(method);
            }
            let id = id.strip_suffix(STREETS_SUFFIX).unwrap_or(id);
            let shipped: Result<CircleProfile, CircleError> = CircleProfile::shipped(id);
            let shipped = shipped
                .ok()
                .filter(|s| circle.get("version").and_then(serde_json::Value::as_u64) == Some(u64::from(s.version)))?;
            let own = circle.get("theta").and_then(serde_json::Value::as_f64);
            if shipped.theta.is_none() {
                theta = theta.or(own);
            }
            circles.push(id.to_owned());
        }
        circles.dedup();
        (!circles.is_empty()).then_some(Self {
            circles,
            basis,
            methods,
            theta,
        })
    }
}

/// Assesses again; the result is then in force.
///
/// # Errors
/// As [`assess`].
pub fn assess_again(
    workspace: &Location,
    again: &Again,
    progress: impl FnMut(&str, &str),
) -> Result<Assessed, WorkflowError> {
    let request = AssessRequest {
        workspace,
        circles: &again.circles,
        basis: again.basis,
        theta: again.theta,
        methods: &again.methods,
        world: World::default(),
    };
    assess(&request, progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(circle: &str) -> Vec<u8> {
        format!(r#"{{"provenance":{{"spreading":"registered population; in their places"}},"circles":[{circle}]}}"#)
            .into_bytes()
    }

    #[test]
    fn what_was_asked_is_read_from_the_answer() {
        let both = r#"{"id":"service-15","version":1,"theta":0.9},{"id":"service-15-streets","version":1,"theta":0.9}"#;
        let again = Again::of(&document(both)).expect("shipped");
        assert_eq!(again.methods, [Method::Straight, Method::Streets]);
        assert_eq!(again.circles, ["service-15"]);
        assert_eq!((again.basis, again.theta), (PopulationBasis::Registered, Some(0.9)));
    }

    #[test]
    fn a_circle_of_ones_own_is_not_taken_for_another() {
        assert_eq!(Again::of(&document(r#"{"id":"mine","version":1,"theta":null}"#)), None);
        assert_eq!(
            Again::of(&document(r#"{"id":"service-15","version":99,"theta":null}"#)),
            None
        );
        assert_eq!(Again::of(&document("")), None);
        assert_eq!(Again::of(b"{"), None);
    }
}
