//! The page on which people sign in. It is made of fixed texts alone: nothing that anybody sent stands in it.

/// The page's style.
pub(in crate::http) const STYLE: &str = include_str!("page.css");

const START: &str = r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>登录 · Sign in — 一刻 Yike</title>
<link rel="stylesheet" href="/sign-in.css" />
</head>
<body>
<main>
<h1>一刻 <span lang="en">Yike</span></h1>
"#;

/// The form has no address of its own: it goes to where the page was asked for, with what that says of the page before.
const FORM: &str = r#"<form method="post">
<label for="name">用户名 <span lang="en">User name</span></label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required="" autofocus="" />
<label for="password">密码 <span lang="en">Password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required="" />
<button type="submit">登录 <span lang="en">Sign in</span></button>
</form>
<form method="post" action="/sign-out">
<button class="quiet" type="submit">退出登录 <span lang="en">Sign out</span></button>
</form>
</main>
</body>
</html>
"#;

/// Why the page is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Said {
    /// It is shown for the first time.
    Nothing,
    /// The name or the password is wrong.
    Wrong,
    /// Too many tries failed.
    TooMany,
    /// The form came from elsewhere, or is another.
    NotTheForm,
}

/// The page.
pub(in crate::http) fn page(said: Said) -> String {
    let words = match said {
        Said::Nothing => None,
        Said::Wrong => Some(("用户名或密码不对。", "The name or the password is wrong.")),
        Said::TooMany => Some((
            "失败次数过多，请过一刻钟再试。",
            "Too many tries failed. Try again in a quarter of an hour.",
        )),
        Said::NotTheForm => Some((
            "请在本页填写后提交。",
            "Fill in the form of this page and send it from here.",
        )),
    };
    let alert = words.map_or_else(String::new, |(zh, en)| {
        format!("<p role=\"alert\">{zh} <span lang=\"en\">{en}</span></p>\n")
    });
    format!("{START}{alert}{FORM}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_says_its_reason_in_both_languages() {
        for (said, zh, en) in [
            (Said::Wrong, "不对", "wrong"),
            (Said::TooMany, "过多", "Too many"),
            (Said::NotTheForm, "本页", "this page"),
        ] {
            let page = page(said);
            assert!(page.contains(zh) && page.contains(en) && page.contains("role=\"alert\""));
            assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
        }
        assert!(!page(Said::Nothing).contains("alert") && !page(Said::Nothing).contains("<script"));
    }
}
