//! Just enough of Rust's grammar to tell code from comments, strings and tests.

/// A Rust file cut into what the rules ask for.
#[derive(Debug)]
pub(crate) struct Rust {
    /// The code, comments and the insides of literals blanked, lines kept.
    pub(crate) code: String,
    /// The same with `#[cfg(test)]` items blanked too.
    pub(crate) without_tests: String,
    /// Each string literal outside tests with the line it begins on.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Rust {
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader::new(text.as_bytes());
        reader.all();
        let code = String::from_utf8_lossy(&reader.code).into_owned();
        let without_tests = blank_tests(&code);
        let kept: Vec<&str> = without_tests.lines().collect();
        let strings = reader
            .strings
            .into_iter()
            .filter(|(line, _)| kept.get(line - 1).is_some_and(|text| !text.trim().is_empty()))
            .collect();
        Self { code, without_tests, strings }
    }

    /// Lines of code with their numbers, tests left out.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.without_tests.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// How many lines stand outside the tests.
    pub(crate) fn n_lines_without_tests(&self) -> usize {
        let cut = self.code.lines().zip(self.without_tests.lines());
        cut.filter(|(all, kept)| all.trim().is_empty() || !kept.trim().is_empty()).count()
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    code: Vec<u8>,
    strings: Vec<(usize, String)>,
    /// How many lines lie before `counted`, and up to where they are counted.
    line: usize,
    counted: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let code = Vec::with_capacity(bytes.len());
        Self { bytes, at: 0, code, strings: vec![], line: 1, counted: 0 }
    }

    /// The line that is being read, from 1.
    fn line(&mut self) -> usize {
        let new = &self.bytes[self.counted..self.at];
        self.line += new.split(|&byte| byte == b'\n').count() - 1;
        self.counted = self.at;
        self.line
    }

    fn all(&mut self) {
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"//") {
                let end = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                self.blank(end);
            } else if rest.starts_with(b"/*") {
                self.blank(block_comment(rest));
            } else if let Some((open, length)) = raw_string(rest, self.before()) {
                self.literal(open, length);
            } else if rest[0] == b'"' {
                self.literal(1, plain_string(rest));
            } else if rest[0] == b'\'' {
                self.blank_or_keep_quote(rest);
            } else {
                self.code.push(rest[0]);
                self.at += 1;
            }
        }
    }

    /// The byte before, to tell `r"` from the end of a name like `for"`.
    fn before(&self) -> u8 {
        self.at.checked_sub(1).map_or(b' ', |at| self.bytes[at])
    }

    fn blank(&mut self, n: usize) {
        for &byte in &self.bytes[self.at..self.at + n] {
            self.code.push(if byte == b'\n' { b'\n' } else { b' ' });
        }
        self.at += n;
    }

    /// A string: its quotes stay, its inside is blanked and kept aside.
    fn literal(&mut self, open: usize, length: usize) {
        let line = self.line();
        // The closing part is the opening one without its letters.
        let letters = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let tail = (open - letters).min(length - open);
        let inside = &self.bytes[self.at + open..self.at + length - tail];
        self.strings.push((line, String::from_utf8_lossy(inside).into_owned()));
        self.code.push(b'"');
        self.at += 1;
        self.blank(length - 1);
        if let Some(last) = self.code.last_mut() {
            *last = b'"';
        }
    }

    /// A character literal is blanked, a lifetime stays.
    fn blank_or_keep_quote(&mut self, rest: &[u8]) {
        let end = match rest.get(1) {
            Some(b'\\') => rest.iter().skip(3).position(|&b| b == b'\'').map(|at| at + 4),
            Some(_) => {
                let after = (2..=5).find(|&at| rest.get(at) == Some(&b'\''));
                after.filter(|&at| is_one_character(&rest[1..at])).map(|at| at + 1)
            }
            None => None,
        };
        if let Some(n) = end {
            self.blank(n);
        } else {
            self.code.push(b'\'');
            self.at += 1;
        }
    }
}

fn is_one_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1)
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn plain_string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of the opening part and of the whole of `r"…"`, `r#"…"#`, `br"…"`.
fn raw_string(rest: &[u8], before: u8) -> Option<(usize, usize)> {
    if before.is_ascii_alphanumeric() || before == b'_' {
        return None;
    }
    let prefix = [&b"br"[..], b"cr", b"r"].into_iter().find(|p| rest.starts_with(p))?;
    let hashes = rest[prefix.len()..].iter().take_while(|&&b| b == b'#').count();
    let open = prefix.len() + hashes + 1;
    (rest.get(open - 1) == Some(&b'"')).then_some(())?;
    let close = [b"\"".to_vec(), vec![b'#'; hashes]].concat();
    let end = rest[open..].windows(close.len()).position(|part| part == close);
    Some((open, end.map_or(rest.len(), |at| open + at + close.len())))
}

/// Blanks every item that stands under `#[cfg(test)]`.
fn blank_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = code.as_bytes().to_vec();
    let mut from = 0;
    while let Some(found) = code[from..].find(MARK) {
        let start = from + found;
        let end = item_end(code.as_bytes(), start + MARK.len());
        for byte in &mut kept[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        from = end;
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Where an item ends: at a semicolon before any brace, or at the brace that closes the first.
fn item_end(code: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, &byte) in code.iter().enumerate().skip(from) {
        match byte {
            b';' if depth == 0 => return at + 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let text =
            "let a = \"x // no\"; // yes\n/* a /* b */ c */ let b = 'q';\nlet c = r#\"y\"z\"#;";
        let rust = Rust::read(text);
        assert_eq!(rust.code.lines().count(), 3);
        assert!(!rust.code.contains("yes") && !rust.code.contains('q'));
        assert!(rust.code.contains("let b") && rust.code.contains("let c"));
        let strings: Vec<&str> = rust.strings.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(strings, ["x // no", "y\"z"]);
    }

    #[test]
    fn lifetimes_and_characters_are_told_apart() {
        let rust = Rust::read("fn f<'a>(x: &'a str) -> char { let q = '\\''; let u = 'é'; '{' }");
        assert!(rust.code.contains("&'a str"));
        assert!(!rust.code.contains('é'));
        assert_eq!(rust.code.matches('{').count(), 1);
    }

    #[test]
    fn tests_are_cut_out_and_counted_apart() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"s\"; }\n}\nfn c() {}\n";
        let rust = Rust::read(text);
        assert!(rust.without_tests.contains("fn c") && !rust.without_tests.contains("fn b"));
        assert_eq!(rust.n_lines_without_tests(), 2);
        assert!(rust.strings.is_empty());
        assert!(rust.code.contains("fn b"));
    }

    #[test]
    fn a_string_over_several_lines_keeps_its_first_line() {
        let rust = Rust::read("let a = 1;\nlet b = \"select\n  x\";\nlet c = \"d\";");
        assert_eq!(rust.strings[0].0, 2);
        assert_eq!(rust.strings[1], (4, "d".to_owned()));
    }
}
