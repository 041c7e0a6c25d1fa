//! The page on which people sign in. It is made of fixed texts alone: nothing that anybody sent stands in it, but for where to go
//! afterwards, escaped, in the address of the bureau's sign-in server.

use crate::http::query::encode;

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
    /// The bureau's sign-in server does not answer.
    ServerDown,
    /// What the bureau's sign-in server says can't be taken.
    NotTaken,
    /// The bureau's sign-in server knows the person, and this one does not let the person in.
    NotLetIn,
    /// Nothing that was begun here is answered.
    BrokenOff,
}

/// The page.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Page<'a> {
    pub(in crate::http) said: Said,
    /// Where to go once somebody has signed in at the bureau's server; `None` where there is none.
    pub(in crate::http) elsewhere: Option<&'a str>,
}

impl Page<'_> {
    /// As it is sent.
    pub(in crate::http) fn written(self) -> String {
        let alert = alert(self.said);
        let elsewhere = self.elsewhere.map_or_else(String::new, |to| {
            let query = if to == "/" { String::new() } else { format!("?to={}", encode(to)) };
            format!(
                "<p><a class=\"button\" href=\"/sign-in/oidc{query}\">用本单位账号登录 <span lang=\"en\">Sign in with the bureau's account</span></a></p>\n"
            )
        });
        format!("{START}{alert}{elsewhere}{FORM}")
    }
}

fn alert(said: Said) -> String {
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
        Said::ServerDown => Some((
            "本单位的登录服务器没有应答。请稍后再试，或用密码登录。",
            "The bureau's sign-in server does not answer. Try again later, or sign in with a password.",
        )),
        Said::NotTaken => Some((
            "本单位登录服务器的答复无法采用。请重新登录；若仍不行，请告知管理员，原因见服务器日志。",
            "What the bureau's sign-in server answered can't be taken. Sign in anew; if it goes on, tell the administrator: the server's log says why.",
        )),
        Said::NotLetIn => Some((
            "您已在本单位登录，但尚未获准使用本系统。请与管理员联系。",
            "You are signed in at the bureau, but may not use this server. Ask its administrator.",
        )),
        Said::BrokenOff => Some((
            "登录已中断或已过期，请重新登录。",
            "Signing in broke off, or took too long. Begin anew.",
        )),
    };
    words.map_or_else(String::new, |(zh, en)| {
        format!("<p role=\"alert\">{zh} <span lang=\"en\">{en}</span></p>\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(said: Said, elsewhere: Option<&str>) -> String {
        Page { said, elsewhere }.written()
    }

    #[test]
    fn every_page_is_whole_and_says_its_reason_in_both_languages() {
        for (said, zh, en) in [
            (Said::Wrong, "不对", "wrong"),
            (Said::TooMany, "过多", "Too many"),
            (Said::NotTheForm, "本页", "this page"),
            (Said::ServerDown, "没有应答", "does not answer"),
            (Said::NotTaken, "无法采用", "can't be taken"),
            (Said::NotLetIn, "尚未获准", "may not use"),
            (Said::BrokenOff, "已中断", "broke off"),
        ] {
            let page = page(said, None);
            assert!(page.contains(zh) && page.contains(en) && page.contains("role=\"alert\""));
            assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
        }
        let first = page(Said::Nothing, None);
        assert!(!first.contains("alert") && !first.contains("<script") && !first.contains("oidc"));
    }

    #[test]
    fn the_way_to_the_bureaus_server_knows_where_to_go_afterwards_and_holds_no_markup() {
        assert!(page(Said::Nothing, Some("/")).contains("href=\"/sign-in/oidc\""));
        let page = page(Said::Nothing, Some("/ogc?a=\"><script>&b='"));
        assert!(
            page.contains("href=\"/sign-in/oidc?to=/ogc%3Fa%3D%22%3E%3Cscript%3E%26b%3D%27\""),
            "{page}"
        );
    }
}
