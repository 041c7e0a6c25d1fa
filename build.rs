//! Makes sure that there is a viewer to embed: the built one, or a page that says how to build it.

use std::path::Path;
use std::{fs, io};

const PLACEHOLDER: &str = "<!doctype html>
<html lang=\"en\"><meta charset=\"utf-8\"><title>Yike</title>
<h1>The map is not built into this program</h1>
<p>Run <code>make viewer</code> (or <code>npm ci &amp;&amp; npm run build</code> in <code>viewer/</code>), then build the program again.
<p>Everything else is here: <a href=\"/openapi.json\">/openapi.json</a>.
</html>
";

fn main() -> io::Result<()> {
    let page = Path::new("viewer/dist/index.html");
    if !page.exists() {
        fs::create_dir_all("viewer/dist")?;
        fs::write(page, PLACEHOLDER)?;
    }
    println!("cargo::rerun-if-changed=viewer/dist");
    println!("cargo::rerun-if-changed=styles");
    Ok(())
}
