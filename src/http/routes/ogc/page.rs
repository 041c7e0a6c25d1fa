//! A document of this interface as a page for people: the same names and values, as tables and links. Without scripts, so that it reads everywhere.

use std::fmt::Write as _;

use serde_json::Value;

/// What stands around a document.
pub(super) struct Page<'a> {
    /// The heading.
    pub(super) title: &'a str,
    /// Names and addresses from the beginning to here.
    pub(super) trail: &'a [(String, String)],
    /// Where the same is in other forms: name and address.
    pub(super) forms: &'a [(&'static str, String)],
}

impl Page<'_> {
    /// Writes the page.
    pub(super) fn write(&self, document: &Value) -> String {
        let mut html = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let title = escaped(self.title);
        let _ = writeln!(html, "<title>{title}</title>");
        html.push_str("<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/ogc/page.css\">\n</head>\n<body>\n<nav aria-label=\"Path\">");
        for (name, address) in self.trail {
            let _ = write!(html, "<a href=\"{}\">{}</a> / ", escaped(address), escaped(name));
        }
        let _ = writeln!(html, "</nav>\n<main>\n<h1>{title}</h1>");
        match (document.get("features"), document.get("properties")) {
            (Some(Value::Array(features)), _) => features_table(&mut html, document, features, self.here()),
            (None, Some(properties @ Value::Object(_))) if document["type"] == "Feature" => {
                html.push_str(&words(properties));
            }
            _ => html.push_str(&words(&untitled(document))),
        }
        html.push_str("\n</main>\n<footer>");
        for (name, address) in self.forms {
            let _ = write!(html, "<a href=\"{}\">{name}</a> ", escaped(address));
        }
        html.push_str("</footer>\n</body>\n</html>\n");
        html
    }

    fn here(&self) -> &str {
        self.trail.last().map_or("", |(_, address)| address)
    }
}

/// A document without its title, which the heading says.
fn untitled(document: &Value) -> Value {
    let mut document = document.clone();
    if let Value::Object(members) = &mut document {
        members.remove("title");
    }
    document
}

/// Features as a table, with the way to the next ones.
fn features_table(html: &mut String, document: &Value, features: &[Value], collection: &str) {
    let count = |key: &str| document[key].as_u64().unwrap_or_default();
    let _ = writeln!(html, "<p>{} of {}</p>", count("numberReturned"), count("numberMatched"));
    let mut names: Vec<&String> = Vec::new();
    for feature in features {
        let own = feature["properties"].as_object();
        for name in own.into_iter().flat_map(serde_json::Map::keys) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    // What people look for first.
    names.sort_by_key(|name| (name.as_str() != "name", name.as_str() != "code"));
    html.push_str("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">id</th>");
    for name in &names {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escaped(name));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for feature in features {
        let id = &feature["id"];
        let address = escaped(&format!("{collection}/items/{id}"));
        let _ = write!(html, "<tr><th scope=\"row\"><a href=\"{address}\">{id}</a></th>");
        for name in &names {
            let value = &feature["properties"][name.as_str()];
            let class = if value.is_number() { " class=\"number\"" } else { "" };
            let _ = write!(html, "<td{class}>{}</td>", words(value));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table></div>\n");
    let links = document["links"].as_array();
    let next = links.into_iter().flatten().find(|link| link["rel"] == "next");
    if let Some(address) = next.and_then(|link| link["href"].as_str()) {
        let _ = writeln!(
            html,
            "<p><a rel=\"next\" href=\"{}\">Next / 下一页</a></p>",
            escaped(address)
        );
    }
}

/// A value: objects as lists of terms, lists of objects as tables, links as links, shapes by their kind.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            // Six digits are more than anybody reads.
            Some(fraction) => format!("{}", (fraction * 1e6).round() / 1e6),
            None => number.to_string(),
        },
        Value::String(text) => escaped(text),
        Value::Array(members) if members.iter().all(|member| member.get("href").is_some()) && !members.is_empty() => {
            links(members)
        }
        Value::Array(members) if members.iter().any(Value::is_object) => {
            members.iter().fold(String::new(), |mut html, member| {
                let _ = write!(html, "<section>{}</section>", words(member));
                html
            })
        }
        Value::Array(members) => {
            let members: Vec<String> = members.iter().map(words).collect();
            members.join(", ")
        }
        Value::Object(members) => {
            let mut html = String::from("<dl>");
            for (name, value) in members {
                let _ = write!(html, "<dt>{}</dt><dd>{}</dd>", escaped(name), words(value));
            }
            html.push_str("</dl>");
            html
        }
    }
}

/// Links by their titles.
fn links(links: &[Value]) -> String {
    let mut html = String::from("<ul>");
    let mut named: Vec<&Value> = Vec::new();
    // One that says no more than another is not told again.
    for link in links {
        let again = |known: &&Value| known["href"] == link["href"] && link.get("title").is_none();
        if !named.iter().any(again) {
            named.push(link);
        }
    }
    for link in named {
        let text = |key: &str| link[key].as_str().unwrap_or_default();
        let title = match text("title") {
            "" => text("rel"),
            title => title,
        };
        let (address, title, media) = (escaped(text("href")), escaped(title), escaped(text("type")));
        if link["templated"] == true {
            let _ = write!(html, "<li>{title}: <code>{address}</code> ({media})</li>");
        } else {
            let _ = write!(html, "<li><a href=\"{address}\">{title}</a> ({media})</li>");
        }
    }
    html.push_str("</ul>");
    html
}

/// A text that holds nothing that a page would read as its own.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_that_looks_like_a_page_stays_a_name() {
        let page = Page {
            title: "<b>",
            trail: &[("a&b".to_owned(), "/ogc/\"x".to_owned())],
            forms: &[],
        };
        let feature = json!({ "id": 7, "properties": { "<i>": "<script>alert('1')</script>" } });
        let html = page.write(&json!({ "numberMatched": 1, "numberReturned": 1, "features": [feature] }));
        assert!(
            html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
            "{html}"
        );
        assert!(
            !html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"),
            "{html}"
        );
        assert!(html.contains("<a href=\"/ogc/&quot;x\">a&amp;b</a>"), "{html}");
    }

    #[test]
    fn links_can_be_followed_and_templates_are_told() {
        let links = json!({ "links": [
            { "href": "/ogc/api", "rel": "service-desc", "type": "application/json", "title": "The addresses" },
            { "href": "/t/{z}", "rel": "item", "type": "x/y", "templated": true },
        ] });
        let html = words(&links);
        assert!(html.contains("<a href=\"/ogc/api\">The addresses</a>"), "{html}");
        assert!(html.contains("item: <code>/t/{z}</code>"), "{html}");
    }
}
