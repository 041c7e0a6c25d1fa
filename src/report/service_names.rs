//! What the services of an assessment are called, read back from its document.

use serde::Deserialize;

/// One service of one circle, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceName {
    /// The circle's id.
    pub circle: String,
    /// Chinese name of the circle.
    pub circle_zh: String,
    /// English name of the circle.
    pub circle_en: String,
    /// The service's key.
    pub service: String,
    /// Chinese name of the service.
    pub zh: String,
    /// English name of the service.
    pub en: String,
}

#[derive(Deserialize)]
struct Document {
    circles: Vec<Circle>,
}

#[derive(Deserialize)]
struct Circle {
    id: String,
    name: Name,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    key: String,
    name: Name,
}

#[derive(Deserialize)]
struct Name {
    zh: String,
    en: String,
}

/// Names of every circle and service of a document.
///
/// # Errors
/// The bytes are no assessment document.
pub fn service_names(document: &[u8]) -> Result<Vec<ServiceName>, serde_json::Error> {
    let document: Document = serde_json::from_slice(document)?;
    let of_circle = |circle: Circle| {
        let (id, name) = (circle.id, circle.name);
        circle
            .groups
            .into_iter()
            .map(move |group| ServiceName {
                circle: id.clone(),
                circle_zh: name.zh.clone(),
                circle_en: name.en.clone(),
                service: group.key,
                zh: group.name.zh,
                en: group.name.en,
            })
            .collect::<Vec<_>>()
    };
    Ok(document.circles.into_iter().flat_map(of_circle).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_the_documents_order() {
        let document = r#"{"assessment":1,"circles":[{"id":"service-15","name":{"zh":"圈","en":"circle"},
            "groups":[{"key":"health","name":{"zh":"卫生","en":"Health"}},{"key":"food","name":{"zh":"菜","en":"Food"}}]}]}"#;
        let names = service_names(document.as_bytes()).expect("a document");
        assert_eq!(
            names.iter().map(|name| name.service.as_str()).collect::<Vec<_>>(),
            ["health", "food"]
        );
        assert_eq!((names[0].circle_zh.as_str(), names[1].en.as_str()), ("圈", "Food"));
        assert!(service_names(b"{}").is_err());
    }
}
