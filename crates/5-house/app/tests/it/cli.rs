//! What is typed.

use crate::house::{Place, Served};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

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

/// The one line of a command that went wrong, with its exit status.
fn wrong(output: Output) -> (Option<i32>, String) {
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code(), said)
}

#[test]
fn a_mistyped_folder_becomes_no_shop() {
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("people.csv");
    std::fs::write(&file, "customer_id,email\n1,anna@example.com\n").unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
        command.args(words).args(["--data", "typo"]).current_dir(here.path()).output().unwrap()
    };
    let commands: [&[&str]; 10] = [
        &["doctor"],
        &["rebuild"],
        &["rebuild", "--check"],
        &["key", "list"],
        &["key", "create", "shop"],
        &["segment", "count", "orders >= 1"],
        &["import", "list"],
        &["import", "undo", "imp_1"],
        &["staff", "reset-password", "owner@example.com"],
        &["backup", "copy"],
    ];
    for words in commands {
        let (status, said) = wrong(run(words));
        assert_eq!(status, Some(1), "{words:?}");
        assert!(said.contains("there is no shop in typo") && said.contains("--data"), "{said}");
    }
    for words in [&["import", "customers", "none.csv"][..], &["restore", "none"]] {
        let (status, said) = wrong(run(words));
        assert_eq!(status, Some(1), "{words:?}");
        assert_eq!(said.matches("No such file").count(), 1, "{said}");
    }
    assert!(!here.path().join("typo").exists(), "nothing was begun");
    assert!(run(&["import", "customers", "people.csv"]).status.success());
    assert!(run(&["doctor"]).status.success());
}

#[test]
fn an_import_that_never_began_leaves_nothing_in_the_list() {
    let place = Place::sqlite();
    let file = place.data().join("people.csv");
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(&file, "email,birth_date\nanna@example.com,03/04/1990\n").unwrap();
    let file = file.to_str().unwrap();
    let (status, said) = wrong(place.run(&["import", "customers", file]));
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("--dates day_first or --dates month_first"), "{said}");
    let checked = place.say(&["import", "customers", file, "--dates", "day_first", "--dry-run"]);
    assert!(checked.contains("1 would be new"), "{checked}");
    assert_eq!(place.say(&["import", "list"]), "");
    place.say(&["import", "customers", file, "--dates", "day_first"]);
    assert_eq!(place.say(&["import", "list"]).lines().count(), 1);
}

/// What is wrong with each of these, and the exit status.
const WRONG: [(&[&str], i32, &str); 16] = [
    (&["no-such-command"], 2, "unrecognized subcommand"),
    (&["import"], 2, "<KIND>"),
    (&["import", "people", "a.csv"], 2, "possible values: customers"),
    (&["import", "customers"], 2, "say which file"),
    (&["import", "customers", "none.csv"], 1, "none.csv: No such file"),
    (&["import", "customers", "none.csv", "--dates", "odd"], 2, "month_first"),
    (&["import", "customers", "none.csv", "--map", "odd"], 2, "COLUMN=FIELD"),
    (&["import", "undo"], 2, "say which import"),
    (&["import", "undo", "odd"], 2, "see `regulars import list`"),
    (&["segment", "count", "orders >="], 2, "a number"),
    (&["segment", "count", "orders >= 1 oder"], 2, "after \"orders >= 1\": "),
    (&["segment", "count", "orders >= 1", "--as-of", "noon"], 2, "--as-of"),
    (&["segment", "count", "orders >= 1", "--format", "xml"], 2, "possible values: table"),
    (&["key", "create", "shop", "--source", "No Source!"], 2, "--source"),
    (&["key", "create", "shop", "--read-only"], 2, "--api"),
    (&["staff", "reset-password", "nobody"], 2, "the sign-in address"),
];

#[test]
fn wrong_use_is_told_from_failure_with_and_without_a_server() {
    let place = Place::sqlite();
    place.say(&["demo", "--no-serve", "--customers", "60"]);
    let all = || {
        for (words, status, why) in WRONG {
            let (found, said) = wrong(place.run(words));
            assert_eq!(found, Some(status), "{words:?}: {said}");
            assert!(said.starts_with("regulars: ") && said.contains(why), "{words:?}: {said}");
            let with_json = [words, &["--json"][..]].concat();
            let (found, said) = wrong(place.run(&with_json));
            assert_eq!(found, Some(status), "{words:?}");
            let said: Value = serde_json::from_str(&said).unwrap();
            assert!(said["error"].as_str().unwrap().contains(why), "{said}");
        }
    };
    all();
    let _served = Served::of_a_demo(&place);
    all();
}

/// The same answers for people and for programs.
fn answers(place: &Place) {
    let json = |words: &[&str]| -> Vec<Value> {
        let said = place.say(&[words, &["--json"][..]].concat());
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let sentence = "orders >= 2";
    let count: usize = place.say(&["segment", "count", sentence]).trim().parse().unwrap();
    assert!(count > 3);
    assert_eq!(json(&["segment", "count", sentence])[0]["count"], count);
    let listed = json(&["segment", "list", sentence]);
    assert_eq!(listed.len(), count);
    let first = |field: &str| listed[0][field].as_str().unwrap().to_owned();
    let (id, name, why) = (first("customer_id"), first("name"), first("why"));
    assert!(!id.is_empty() && !name.is_empty() && !why.is_empty(), "{}", listed[0]);
    let table = place.say(&["segment", "list", sentence]);
    let line = table.lines().next().unwrap();
    assert!(line.starts_with(&id) && line.contains(&name) && line.ends_with(&why), "{line}");
    let csv = place.say(&["segment", "list", sentence, "--format", "csv"]);
    assert_eq!(csv.lines().next(), Some("customer_id,why,name"));
    assert!(csv.lines().nth(1).unwrap().starts_with(&format!("{id},")), "{csv}");
    let both = format!("{sentence} and country = \"DE\"");
    let parts = place.say(&["segment", "explain", &both, "--format", "csv"]);
    assert_eq!(parts.lines().count(), 4, "{parts}");
    assert!(parts.contains(&format!("1,orders >= 2,{count}\n")), "{parts}");

    let key = json(&["key", "create", "watch", "--api", "--read-only"]);
    assert!(key[0]["secret"].as_str().unwrap().starts_with("rk_"));
    let keys = json(&["key", "list"]);
    let made = keys.iter().find(|one| one["id"] == key[0]["id"]).unwrap();
    assert_eq!((&made["name"], &made["kind"]), (&"watch".into(), &"api".into()));
    let shown = place.say(&["key", "list"]);
    let line = shown.lines().find(|line| line.contains(made["id"].as_str().unwrap())).unwrap();
    assert!(line.contains("api, reads") && line.ends_with("watch"), "{line}");
    let checked = &json(&["doctor"])[0];
    assert_eq!(checked["findings"], Value::Array(Vec::new()), "{checked}");
    assert_eq!(checked["checked"]["book"], "equals its ledger");
    assert_eq!(json(&["rebuild", "--check"])[0]["differing"], Value::Array(Vec::new()));
}

#[test]
fn answers_are_for_people_and_for_programs() {
    let place = Place::sqlite();
    place.say(&["demo", "--no-serve", "--customers", "60"]);
    answers(&place);
    let _served = Served::of_a_demo(&place);
    answers(&place);
}

#[test]
fn a_backup_takes_no_name_and_a_failed_restore_no_folder() {
    let place = Place::sqlite();
    place.say(&["demo", "--no-serve", "--customers", "60"]);
    place.say(&["backup", "copy"]);
    let copy = place.data().join("copy");
    let whole = std::fs::read(&copy).unwrap();
    let (status, said) = wrong(place.run(&["backup", "copy"]));
    assert!(status == Some(1) && said.contains("there already"), "{said}");
    assert_eq!(std::fs::read(&copy).unwrap(), whole);

    let other = tempfile::tempdir().unwrap();
    let restore = |file: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
        let command = command.arg("restore").arg(file).args(["--data", "new"]);
        command.current_dir(other.path()).output().unwrap()
    };
    let cut = place.data().join("cut");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let (_, said) = wrong(restore(&cut));
    assert!(said.contains("cut.keys: No such file"), "{said}");
    std::fs::copy(place.data().join("copy.keys"), place.data().join("cut.keys")).unwrap();
    let (status, said) = wrong(restore(&cut));
    assert!(status == Some(1) && said.contains("no whole backup"), "{said}");
    assert!(!other.path().join("new").exists(), "it can be tried again");
    assert!(restore(&copy).status.success());
    let (_, said) = wrong(restore(&copy));
    assert!(said.contains("there is a shop in new already"), "{said}");
}
