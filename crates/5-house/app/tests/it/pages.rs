//! The web app as browsers get it: packed, kept where it cannot change, strict about scripts.

use crate::house::{Place, Served};
use reqwest::blocking::Response;

fn fetch(served: &Served, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = served.request("GET", path);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn files_come_packed_and_are_kept_as_long_as_they_hold() {
    let place = Place::sqlite();
    let served = Served::start(&place);
    let page = fetch(&served, "/", &[]);
    assert_eq!(
        (header(&page, "cache-control"), header(&page, "content-encoding")),
        ("no-cache", "")
    );
    let text = page.text().expect("the web app; `cargo xtask test` builds it");
    let (_, rest) = text.split_once("/_app/immutable/entry/app.").expect("a script of the page");
    let script = format!("/_app/immutable/entry/app.{}", rest.split('"').next().unwrap());

    let plain = fetch(&served, &script, &[]);
    assert_eq!(header(&plain, "cache-control"), "public, max-age=31536000, immutable");
    assert!(header(&plain, "content-type").starts_with("text/javascript"));
    let (tag, bytes) = (header(&plain, "etag").to_owned(), plain.bytes().unwrap());
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("deflate", ""),
    ] {
        let packed = fetch(&served, &script, &[("accept-encoding", accepted)]);
        assert_eq!(header(&packed, "content-encoding"), encoding, "{accepted}");
        assert_eq!(header(&packed, "vary"), "accept-encoding");
        assert_eq!(header(&packed, "etag") == tag, encoding.is_empty(), "a tag for each form");
        assert!(encoding.is_empty() || packed.bytes().unwrap().len() < bytes.len());
    }
    let weak = format!("\"other\", W/{tag}");
    assert_eq!(fetch(&served, &script, &[("if-none-match", &weak)]).status(), 304);
    // What is not there is no page, so that a script never turns out to be one.
    assert_eq!(fetch(&served, "/_app/immutable/none.js", &[]).status(), 404);
    assert!(fetch(&served, "/customers", &[]).text().unwrap() == text);
}

#[test]
fn only_the_scripts_of_the_app_may_run() {
    let place = Place::sqlite();
    let served = Served::start(&place);
    for path in ["/", "/customers/cus_1", "/index.html"] {
        let page = fetch(&served, path, &[("accept-encoding", "br")]);
        let policy = header(&page, "content-security-policy");
        let part = |name: &str| {
            let mut parts = policy.split(';').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)).unwrap_or_default().trim()
        };
        let scripts: Vec<&str> = part("script-src").split(' ').collect();
        let strict = |word: &&str| *word == "'self'" || word.starts_with("'sha256-");
        assert!(scripts.len() > 1 && scripts.iter().all(strict), "{path}: {policy}");
        assert_eq!((part("object-src"), part("frame-ancestors")), ("'none'", "'none'"));
        assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    }
}
