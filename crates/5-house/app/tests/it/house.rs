//! A house that is really served: the binary in a process of its own, on either engine.

use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;
use testkit::Throwaway;

pub(crate) const EMAIL: &str = "owner@example.com";
/// Longest wait for an answer, and for a stream to end.
const PATIENCE: Duration = Duration::from_mins(3);
pub(crate) const PASSWORD: &str = "a long enough sentence 7";

/// Where the rows are, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Place {
    data: PathBuf,
    postgres: Option<Throwaway>,
    /// Goes when this is dropped.
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::inside(&std::env::temp_dir())
    }

    pub(crate) fn postgres() -> Self {
        Self::of(tempfile::tempdir().unwrap(), Some(Throwaway::make()))
    }

    /// SQLite in a folder of its own inside another.
    pub(crate) fn inside(folder: &Path) -> Self {
        Self::of(tempfile::tempdir_in(folder).unwrap(), None)
    }

    /// SQLite in a folder that lasts.
    pub(crate) fn at(data: PathBuf) -> Self {
        std::fs::create_dir_all(&data).unwrap();
        Self { data, postgres: None, _folder: None }
    }

    fn of(folder: tempfile::TempDir, postgres: Option<Throwaway>) -> Self {
        Self { data: folder.path().to_owned(), postgres, _folder: Some(folder) }
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// The binary with these words, on this place.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
        command.args(words).arg("--data").arg(self.data()).current_dir(self.data());
        if let Some(postgres) = &self.postgres {
            command.args(["--database", postgres.url()]);
        }
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What the command printed; it must have gone well.
    pub(crate) fn say(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8(output.stdout).unwrap();
        let wrong = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{words:?}: {said}{wrong}");
        said
    }
}

/// A running server; it is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Served {
    child: Child,
    client: Client,
    pub(crate) address: String,
    pub(crate) token: Option<String>,
}

impl Served {
    /// Starts the server and waits until it says where it is.
    pub(crate) fn start(place: &Place) -> Self {
        Self::start_at(place, "127.0.0.1:0")
    }

    /// Starts the server on a demo's folder, which has an owner.
    pub(crate) fn of_a_demo(place: &Place) -> Self {
        std::fs::write(place.data().join("owned"), "").unwrap();
        Self::start(place)
    }

    /// Kills the server and starts another at the same address.
    pub(crate) fn restart(self, place: &Place) -> Self {
        self.restart_after(place, || {})
    }

    /// As [`Self::restart`]; does something while no server runs.
    pub(crate) fn restart_after(self, place: &Place, between: impl FnOnce()) -> Self {
        let address = self.address.trim_start_matches("http://").to_owned();
        let client = self.client.clone();
        self.kill();
        between();
        let mut again = Self::start_at(place, &address);
        again.client = client;
        again
    }

    fn start_at(place: &Place, address: &str) -> Self {
        let mut command = place.command(&["serve", "--listen", address]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.rsplit(' ').next().unwrap().replace("localhost", "127.0.0.1");
        let owner = ownerless(place).then(|| lines.next().unwrap().unwrap());
        let token = owner.and_then(|line| line.split_once("token=").map(|(_, t)| t.to_owned()));
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder().cookie_store(true).timeout(PATIENCE).build().unwrap();
        Self { child, client, address, token }
    }

    /// Starts the server and makes the owner's account, or signs in when there is one.
    pub(crate) fn owned(place: &Place) -> Self {
        let served = Self::start(place);
        if served.token.is_none() {
            let body = json!({ "email": EMAIL, "password": PASSWORD });
            assert!(served.post("/api/v1/session", &body).status().is_success());
            return served;
        }
        let body = json!({
            "token": served.token, "name": "Owner", "email": EMAIL, "password": PASSWORD,
            "shop_name": "Test shop", "currency": "EUR", "timezone": "Europe/Berlin",
        });
        let answer = served.post("/api/v1/setup", &body);
        assert!(answer.status().is_success(), "{}", answer.text().unwrap());
        std::fs::write(place.data().join("owned"), "").unwrap();
        served
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), self.url(path))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        self.request("POST", path).json(body).send().unwrap()
    }

    /// What a path answers; it must go well.
    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = self.request("GET", path).send().unwrap();
        let status = answer.status();
        let text = answer.text().unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The browser that is signed in.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// The same server for that browser.
    pub(crate) fn with(mut self, client: Client) -> Self {
        self.client = client;
        self
    }

    /// Tells the server to stop, as an operator does; gives how it ended.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let told = Command::new("kill").arg(self.id().to_string()).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap()
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Whether nobody has made the owner's account here yet.
fn ownerless(place: &Place) -> bool {
    !place.data().join("owned").exists()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
