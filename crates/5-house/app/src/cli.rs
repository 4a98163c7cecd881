//! What can be typed.

use base::{BadName, Namespace, SourceName};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ingest::import::parse_map;
use std::path::PathBuf;

/// The customer-relationship system for online shops.
#[derive(Debug, Parser)]
#[command(name = "regulars", version, propagate_version = true)]
pub(crate) struct Line {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Results and errors as JSON, for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the shop's data is. Flag, then environment, then `regulars.toml`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Place {
    /// Folder of everything that is kept [default: ./regulars-data].
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// `postgres://…` for PostgreSQL; without it SQLite inside the data folder.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Settings file [default: ./regulars.toml, when there is one].
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole product in one process: web app, API, intake, background work.
    Serve {
        #[command(flatten)]
        door: Door,
        /// Shows every setting with where it comes from, and ends.
        #[arg(long)]
        print_config: bool,
    },
    /// Makes a believable shop with 24 months of history and serves it.
    Demo {
        #[command(flatten)]
        door: Door,
        /// How many customers.
        #[arg(long, default_value_t = 4_000)]
        customers: u32,
        /// Another seed gives another shop.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Last moment of its history, RFC 3339; this morning when absent.
        #[arg(long)]
        end: Option<String>,
        /// Only makes it.
        #[arg(long)]
        no_serve: bool,
    },
    /// People who may sign in.
    Staff {
        #[command(subcommand)]
        what: Staff,
    },
    /// Write keys for the intake and API keys.
    Key {
        #[command(subcommand)]
        what: Key,
    },
    /// Asks a question in the segment language.
    Segment {
        #[command(subcommand)]
        what: Segment,
    },
    /// Takes files in: `import customers people.csv`; `import list`; `import undo ID`.
    Import(Import),
    /// Writes a consistent copy of everything, while serving or not.
    Backup {
        /// The file; the keys go beside it, to be kept apart.
        file: PathBuf,
    },
    /// Reads a backup into an empty data folder.
    Restore {
        /// The file; its keys are read from beside it.
        file: PathBuf,
    },
    /// Folds everything that follows from the ledger anew.
    Rebuild {
        /// Compares with a rebuild and changes nothing.
        #[arg(long)]
        check: bool,
    },
    /// Checks the installation and says what to do about each finding.
    Doctor,
    /// Prints the description of the API.
    #[command(hide = true)]
    Openapi,
}

/// Where people reach the product.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Door {
    /// Address to listen at [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Address under which people reach it [default: http://localhost:PORT].
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Staff {
    /// Prints a link by which someone can set a new password, once, within 15 minutes.
    ResetPassword {
        /// Her sign-in address.
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Makes a write key for the intake (or an API key) and prints it.
    Create {
        /// What it is for.
        name: String,
        /// An API key instead of a write key.
        #[arg(long)]
        api: bool,
        /// An API key that changes nothing.
        #[arg(long, requires = "api")]
        read_only: bool,
        /// Who the facts come from that arrive with it.
        #[arg(long, value_name = "NAME", default_value = "web", value_parser = source)]
        source: SourceName,
        /// The id space of `userId` and of order and product ids.
        #[arg(long, value_name = "NAME", default_value = "shop", value_parser = Namespace::parse)]
        namespace: Namespace,
    },
    /// Lists keys.
    List,
}

const WORDS: [&str; 7] =
    ["customers", "products", "orders", "activities", "suppressions", "list", "undo"];

/// What to take in, and how.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// What the files hold; or `list` what came in, or `undo` an import.
    #[arg(value_name = "KIND", value_parser = WORDS)]
    pub(crate) what: String,
    /// Files: CSV, JSON Lines or Parquet by their ending, also `.gz` and `.zst`. After `undo`,
    /// the import's id.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Who says what the file says.
    #[arg(long, value_name = "NAME", default_value = "import", value_parser = source)]
    pub(crate) source: SourceName,
    /// The id space of `customer_id`, `order_id` and `product_id`.
    #[arg(long, value_name = "NAME", default_value = "shop", value_parser = Namespace::parse)]
    pub(crate) namespace: Namespace,
    /// Reads a column as a field; `COLUMN=-` leaves it out.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = column_map)]
    pub(crate) map: Vec<(String, String)>,
    /// How dates such as 03/04/2026 are read.
    #[arg(long, value_name = "ORDER", value_parser = ["day_first", "month_first"])]
    pub(crate) dates: Option<String>,
    /// Counts what would come of it and writes nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Writes one line per row that was not taken, with the reason.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

fn source(text: &str) -> Result<SourceName, BadName> {
    SourceName::parse_outside(text)
}

fn column_map(text: &str) -> Result<(String, String), &'static str> {
    parse_map(text).map_err(|_| "write COLUMN=FIELD, or COLUMN=- to leave the column out")
}

impl Import {
    /// Whether files are to be taken in, and not a list shown or an import undone.
    pub(crate) fn takes_files(&self) -> bool {
        !matches!(self.what.as_str(), "list" | "undo")
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Segment {
    /// How many customers a sentence holds for.
    Count(Question),
    /// Which customers, with the reason.
    List(Question),
    /// How a sentence was understood, and what it counts part by part.
    Explain(Question),
}

/// A sentence and how to answer it.
#[derive(Debug, Args)]
pub(crate) struct Question {
    /// The sentence, such as `orders(last 90 days) >= 2`.
    pub(crate) text: String,
    /// The answer as it would have been at that moment, RFC 3339 or a date.
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Says how long the evaluation itself took.
    #[arg(long)]
    pub(crate) timing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Csv,
    Json,
}

/// What is wrong with the words, on one line: the paragraphs of a longer text, the advice to ask
/// for help left out.
pub(crate) fn on_one_line(text: &str) -> String {
    let whole = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = text.split("\n\n").map(whole);
    let said = parts.filter(|part| !part.is_empty() && !part.starts_with("For more information"));
    let line = said.collect::<Vec<_>>().join("; ");
    line.trim_start_matches("error: ").replace("; Usage: ", "; usage: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> String {
        let words = ["regulars"].iter().chain(words);
        on_one_line(&Line::try_parse_from(words).unwrap_err().render().to_string())
    }

    #[test]
    fn what_cannot_be_meant_is_said_on_one_line() {
        assert_eq!(
            told(&["backup"]),
            "the following required arguments were not provided: <FILE>; \
             usage: regulars backup <FILE>"
        );
        let kind = told(&["import", "custmers", "a.csv"]);
        assert!(kind.starts_with("invalid value 'custmers' for '<KIND>' [possible values: "));
        assert!(kind.contains("; tip: a similar value exists: 'customers'"), "{kind}");
        for words in [&["no-such"][..], &["segment", "count"], &["import", "list", "--map", "x"]] {
            let line = told(words);
            assert!(!line.contains(['\n', '\r']) && !line.contains("--help"), "{line}");
        }
    }
}
