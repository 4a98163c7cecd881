//! The storefront snippet: its size, what it must not contain, and its behavior in a page (the
//! tests beside it, run by Node).

use std::io::Write;
use std::path::Path;
use std::process::Command;

#[test]
fn the_snippet_stays_small_and_plain() {
    let script = include_bytes!("../../snippet/regulars.js");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(script).unwrap();
    let size = packed.finish().unwrap().len();
    assert!(size < 10 * 1_024, "{size} bytes");
    let text = std::str::from_utf8(script).unwrap();
    for word in ["eval(", "Function(", "document.write", "innerHTML", "http://", "https://"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn the_snippet_keeps_its_promises_in_a_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snippet");
    let run = Command::new("node").arg("--test").arg(folder.join("regulars.test.mjs")).output();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}
