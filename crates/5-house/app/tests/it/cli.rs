//! What is typed.

use crate::house::{Place, Served};
use std::process::{Output, Stdio};

fn a_demo_lives_through_backup_and_rebuild(place: &Place, other: &Place) {
    place.say(&["demo", "--no-serve", "--customers", "60"]);
    assert!(place.say(&["doctor"]).contains("60 customers"));
    place.say(&["backup", "copy"]);
    let copy = place.data().join("copy");
    other.say(&["restore", copy.to_str().unwrap()]);
    assert!(other.say(&["doctor"]).contains("book             equals its ledger"));
    assert!(other.say(&["rebuild", "--check"]).contains("equals its ledger"));
    let twice = other.run(&["restore", copy.to_str().unwrap()]);
    assert_eq!(twice.status.code(), Some(1));
}

#[test]
fn a_demo_moves_from_sqlite_to_postgres() {
    a_demo_lives_through_backup_and_rebuild(&Place::sqlite(), &Place::postgres());
}

#[test]
fn a_demo_moves_from_postgres_to_sqlite() {
    a_demo_lives_through_backup_and_rebuild(&Place::postgres(), &Place::sqlite());
}

#[test]
fn a_running_server_does_what_is_typed() {
    let place = Place::sqlite();
    let _served = Served::owned(&place);
    assert!(place.say(&["doctor"]).contains("0 customers"));
    assert!(place.say(&["key", "create", "shop front"]).starts_with("wk_"));
    let wrong = place.run(&["staff", "reset-password", "nobody@example.com"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(String::from_utf8(wrong.stderr).unwrap().lines().count(), 1);
    assert_eq!(place.run(&["no-such-command"]).status.code(), Some(2));
}

#[test]
fn settings_say_where_they_come_from() {
    let place = Place::sqlite();
    std::fs::write(place.data().join("regulars.toml"), "public_url = \"https://crm.example\"")
        .unwrap();
    let shown = place.say(&["serve", "--print-config", "--listen", "127.0.0.1:9"]);
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("listen").ends_with("# flag"));
    assert!(
        line("public_url").contains("https://crm.example")
            && line("public_url").ends_with("# file")
    );
    std::fs::write(place.data().join("regulars.toml"), "no_such_setting = 1").unwrap();
    assert_eq!(place.run(&["serve", "--print-config"]).status.code(), Some(1));
}

/// What a command does when nobody reads its answer.
fn unread(place: &Place, words: &[&str]) -> Output {
    let mut command = place.command(words);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.wait_with_output().unwrap()
}

/// As with `regulars openapi | head -1`.
#[test]
fn nobody_has_to_read_an_answer_to_its_end() {
    let place = Place::sqlite();
    place.say(&["demo", "--no-serve", "--customers", "60"]);
    let commands: [&[&str]; 9] = [
        &["openapi"],
        &["--help"],
        &["serve", "--print-config"],
        &["doctor"],
        &["key", "list"],
        &["key", "create", "shop"],
        &["segment", "list", "orders >= 1", "--format", "csv"],
        &["segment", "explain", "orders >= 1 and country = \"DE\""],
        &["import", "list"],
    ];
    let quiet = |words: &[&str]| {
        let ended = unread(&place, words);
        let wrong = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && wrong.is_empty(), "{words:?}: {wrong}");
    };
    commands.into_iter().for_each(quiet);
    // The same through a running server, which goes on.
    let mut server = place.command(&["demo", "--customers", "60", "--listen", "127.0.0.1:0"]);
    let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
    let said = std::io::BufReader::new(server.stdout.take().unwrap());
    let ready = std::io::BufRead::lines(said).map(Result::unwrap).any(|l| l.contains("Password"));
    commands[3..].iter().copied().for_each(quiet);
    let lives = place.say(&["doctor"]).contains("60 customers");
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(ready && lives);
}
