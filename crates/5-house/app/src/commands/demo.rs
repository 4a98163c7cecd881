//! `regulars demo`: makes the demo shop in a folder of its own and serves it.

use crate::cli::{Door, Line};
use crate::house::Rooms;
use crate::serve;
use crate::settings::Settings;
use crate::terminal::WrongUse;
use anyhow::{Context, Result, bail};
use base::{Activity, Instant};
use demo::{Options, Shop};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use store::Scope;

/// The data folder of the demo when nobody names one.
pub(super) const FOLDER: &str = "./regulars-demo";
const SCOPE: Scope = Scope::house("demo");
/// Activities that are appended at once.
const STEP: usize = 2_000;
/// The setting that says what a demo folder holds.
const MARK: &str = "demo";

/// Which shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    customers: u32,
    seed: u64,
    end: Instant,
    password: String,
    email: String,
    whole: bool,
}

/// What was asked for.
pub(super) struct Wish<'a> {
    pub(super) customers: u32,
    pub(super) seed: u64,
    pub(super) end: Option<&'a str>,
}

pub(super) fn run(line: &Line, door: &Door, wish: Wish<'_>, serve: bool) -> Result<()> {
    let mut settings = Settings::find(&line.place, door, FOLDER)?;
    settings.demo = true;
    super::watch_log();
    let asked = |text| Instant::parse(text).with_context(|| WrongUse(format!("--end {text:?}")));
    let asked = wish.end.map(asked).transpose()?;
    if wish.customers < Options::CUSTOMERS_MIN {
        let text = format!("--customers must be at least {}", Options::CUSTOMERS_MIN);
        bail!(WrongUse(text));
    }
    let listener = if serve { Some(serve::bind(&mut settings)?) } else { None };
    let rooms = Rooms::open(&settings)?;
    let mark: Option<Mark> = rooms.store.read_blocking(&SCOPE, |tx| tx.setting(MARK))?;
    // A shop that is there keeps its end; a new one ends today.
    let today = Options::end_at(rooms.store.clock().now());
    let end = asked.or(mark.as_ref().map(|mark| mark.end)).unwrap_or(today);
    let options = Options { customers: wish.customers, seed: wish.seed, end, ..Options::default() };
    let mark = match mark {
        Some(mark) if !mark.whole => {
            bail!("the demo in {} was cut short; delete the folder", settings.data.display())
        }
        Some(mark)
            if (mark.customers, mark.seed) != (wish.customers, wish.seed)
                || asked.is_some_and(|end| end != mark.end) =>
        {
            bail!(
                "{} holds a demo with other options; delete it or give --data another folder",
                settings.data.display()
            )
        }
        Some(mark) => mark,
        None => make(&rooms, &options)?,
    };
    let Some(listener) = listener else { return Ok(()) };
    serve::run(rooms, listener, Some(options), |address| {
        format!(
            "\n  The demo shop is at  {address}\n  Sign in with         {}\n  \
             Password             {}\n",
            mark.email, mark.password
        )
    })
}

fn make(rooms: &Rooms, options: &Options) -> Result<Mark> {
    let n: i64 = rooms.store.read_blocking(&SCOPE, ledger::last_seq)?;
    if n > 0 {
        bail!("this folder holds a shop already; give --data an empty one");
    }
    let shop = Shop::new(options.clone());
    let (email, password) = access::demo_owner(&rooms.store)?;
    let mut mark = Mark {
        customers: options.customers,
        seed: options.seed,
        end: options.end,
        password,
        email: email.reveal().to_owned(),
        whole: false,
    };
    let first = mark.clone();
    rooms.store.write_blocking(&SCOPE, move |tx| tx.put_setting(MARK, &first))?;
    // The house works with these from now on, not only after the next start.
    rooms.store.put_shop_blocking(&SCOPE, shop.settings())?;
    append(rooms, &shop)?;
    mark.whole = true;
    let last = mark.clone();
    rooms.store.write_blocking(&SCOPE, move |tx| tx.put_setting(MARK, &last))?;
    Ok(mark)
}

/// Appends the history through the ledger, in the order in which it happened.
fn append(rooms: &Rooms, shop: &Shop) -> Result<()> {
    let bar = ProgressBar::new(shop.n_activities() as u64);
    let style = ProgressStyle::with_template("  Making the demo shop {bar:30} {pos}/{len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut step: Vec<Activity> = Vec::with_capacity(STEP);
    let mut activities = shop.activities().peekable();
    while let Some(activity) = activities.next() {
        step.push(activity);
        if step.len() == STEP || activities.peek().is_none() {
            let ledger = rooms.ledger.clone();
            let whole = std::mem::replace(&mut step, Vec::with_capacity(STEP));
            bar.inc(whole.len() as u64);
            rooms.store.write_blocking(&SCOPE, move |tx| ledger.append(tx, &whole))?;
        }
    }
    bar.finish_and_clear();
    Ok(())
}
