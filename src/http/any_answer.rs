//! Answers that any address may give, whatever it is asked, put into a description of addresses.

use serde_json::{Value, json};

/// Status and words.
const ANY: [(&str, &str); 8] = [
    ("400", "The address or its query is not understood"),
    ("401", "Nobody is signed in, where this server asks for it"),
    (
        "403",
        "Not with the rights of whoever asks, or not from this server's page",
    ),
    ("414", "The address is too long"),
    ("421", "The Host is not this server"),
    ("429", "Too many requests or wrong keys, where people sign in"),
    ("431", "The header fields are too large"),
    ("503", "Too many requests at once, or the answer took too long"),
];

const PROBLEM: &str = "application/problem+json";

/// What only a request with a body gets.
const WITH_BODY: (&str, &str) = ("413", "The body is too large");

/// Adds them to every operation of an `OpenAPI` description that has a schema called `Problem`, where it does not speak of them itself. What
/// goes wrong may be told by a problem document even where a page tells it otherwise.
pub(super) fn add_to(description: &mut Value) {
    let paths = description["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(serde_json::Map::values_mut);
    for operation in items
        .filter_map(Value::as_object_mut)
        .flat_map(serde_json::Map::values_mut)
    {
        let body = operation.get("requestBody").map(|_| WITH_BODY);
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            let problem = || json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
            for (status, response) in responses.iter_mut().filter(|(_, own)| own.get("$ref").is_none()) {
                if response["description"].as_str().is_none_or(str::is_empty) {
                    response["description"] = json!(usual(status));
                }
                let content = response.get_mut("content").and_then(Value::as_object_mut);
                if let Some(content) = content.filter(|_| status.starts_with(['4', '5'])) {
                    content.entry(PROBLEM).or_insert_with(problem);
                }
            }
            for (status, words) in ANY.into_iter().chain(body) {
                let answer = || json!({ "description": words, "content": { PROBLEM: problem() } });
                responses.entry(status).or_insert_with(answer);
            }
        }
    }
}

/// What a status says where nothing closer is said. A description of an answer has to be there.
fn usual(status: &str) -> &'static str {
    match status {
        "200" => "What was asked for",
        "201" => "It was made",
        "202" => "It has begun",
        "204" => "It is done",
        "400" => "What was asked is not understood; the detail says why",
        "403" => "It may not be asked from there, or not of this server",
        "404" => "There is no such thing",
        "409" => "Something else goes on, or is there already",
        "413" => WITH_BODY.1,
        "422" => "It was understood and can't be done; the detail says why",
        "503" => "Not ready yet",
        _ => "See the status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_says_them_and_its_own_words_stay() {
        let mut description = json!({ "paths": { "/a": {
            "get": { "responses": { "200": {}, "404": { "content": { "text/html": {} } }, "503": { "description": "own" } } },
            "post": { "requestBody": {}, "responses": {} },
        } } });
        add_to(&mut description);
        let of = |method: &str| description["paths"]["/a"][method]["responses"].clone();
        let statuses = |method: &str| {
            of(method)
                .as_object()
                .map(|own| own.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(
            statuses("get"),
            Some(
                ["200", "400", "401", "403", "404", "414", "421", "429", "431", "503"]
                    .map(str::to_owned)
                    .to_vec()
            )
        );
        assert_eq!(
            statuses("post"),
            Some(
                ["400", "401", "403", "413", "414", "421", "429", "431", "503"]
                    .map(str::to_owned)
                    .to_vec()
            )
        );
        assert_eq!(of("get")["503"]["description"], "own");
        assert_eq!(of("get")["200"]["description"], "What was asked for");
        let of_a_page = of("get")["404"]["content"]
            .as_object()
            .map(|content| content.keys().cloned().collect());
        assert_eq!(of_a_page, Some(vec![PROBLEM.to_owned(), "text/html".to_owned()]));
    }
}
