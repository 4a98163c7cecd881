//! The few pages that people reach from a mail: unsubscribe, preferences, and their answers.
//!
//! No script, no request elsewhere, no address shown: whoever got the mail forwarded learns
//! nothing.

use crate::color::Color;
use base::{ConsentState, Shop};
use std::fmt::Write as _;

/// The texts of the pages in one language.
struct Words {
    unsubscribe: &'static str,
    ask: &'static str,
    button: &'static str,
    done: &'static str,
    changed: &'static str,
    preferences: &'static str,
    choose: &'static str,
    save: &'static str,
    gone: &'static str,
    marketing: &'static str,
}

const ENGLISH: Words = Words {
    unsubscribe: "Unsubscribe",
    ask: "You will get no more mails of this kind from us.",
    button: "Unsubscribe",
    done: "Done. You will get no more mails of this kind.",
    changed: "Saved.",
    preferences: "Preferences",
    choose: "Choose what you would like to hear about.",
    save: "Save",
    gone: "This link does not work any more.",
    marketing: "News and offers",
};

const GERMAN: Words = Words {
    unsubscribe: "Abmelden",
    ask: "Du bekommst dann keine Mails dieser Art mehr von uns.",
    button: "Abmelden",
    done: "Erledigt. Du bekommst keine Mails dieser Art mehr.",
    changed: "Gespeichert.",
    preferences: "Einstellungen",
    choose: "Wähle, worüber du von uns hören möchtest.",
    save: "Speichern",
    gone: "Dieser Link funktioniert nicht mehr.",
    marketing: "Neuigkeiten und Angebote",
};

const FRENCH: Words = Words {
    unsubscribe: "Se désabonner",
    ask: "Vous ne recevrez plus de messages de ce type.",
    button: "Se désabonner",
    done: "C'est fait. Vous ne recevrez plus de messages de ce type.",
    changed: "Enregistré.",
    preferences: "Préférences",
    choose: "Choisissez ce que vous souhaitez recevoir.",
    save: "Enregistrer",
    gone: "Ce lien ne fonctionne plus.",
    marketing: "Nouveautés et offres",
};

fn words(shop: &Shop) -> &'static Words {
    match shop.language.split('-').next().unwrap_or_default() {
        "de" => &GERMAN,
        "fr" => &FRENCH,
        _ => &ENGLISH,
    }
}

/// Asks before it unsubscribes: a link scanner must not unsubscribe anybody.
pub(crate) fn ask_unsubscribe(shop: &Shop, preferences_url: &str) -> String {
    let words = words(shop);
    let body = format!(
        "<p>{}</p><form method=\"post\"><input type=\"hidden\" name=\"page\" value=\"1\">\
         <button>{}</button></form><p><a href=\"{}\">{}</a></p>",
        words.ask,
        words.button,
        escaped(preferences_url),
        words.preferences
    );
    page(shop, words.unsubscribe, &body)
}

/// Says that it is done.
pub(crate) fn unsubscribed(shop: &Shop, preferences_url: &str) -> String {
    let words = words(shop);
    let link = escaped(preferences_url);
    let body = format!(
        "<p role=\"status\">{}</p><p><a href=\"{link}\">{}</a></p>",
        words.done, words.preferences
    );
    page(shop, words.unsubscribe, &body)
}

/// Shows each topic with a box to tick.
pub(crate) fn preferences(
    shop: &Shop,
    topics: &[(String, ConsentState)],
    is_saved: bool,
) -> String {
    let words = words(shop);
    let mut body = String::new();
    if is_saved {
        // A String takes everything.
        let _ = write!(body, "<p role=\"status\">{}</p>", words.changed);
    }
    let _ = write!(body, "<form method=\"post\"><fieldset><legend>{}</legend>", words.choose);
    for (topic, state) in topics {
        let ticked = if *state == ConsentState::Granted { " checked" } else { "" };
        let label = if topic == "marketing" { words.marketing.to_owned() } else { escaped(topic) };
        let value = escaped(topic);
        let _ = write!(
            body,
            "<label><input type=\"checkbox\" name=\"topic\" value=\"{value}\"{ticked}> {label}\
             </label>"
        );
    }
    let _ = write!(body, "</fieldset><button>{}</button></form>", words.save);
    page(shop, words.preferences, &body)
}

/// For every link that leads nowhere, the same.
pub(crate) fn gone(shop: &Shop) -> String {
    let words = words(shop);
    page(shop, words.gone, "")
}

fn page(shop: &Shop, title: &str, body: &str) -> String {
    let color = Color::of(shop).unwrap_or(Color::PLAIN);
    let ink = color.ink();
    let language: String =
        shop.language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = escaped(&shop.name);
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title} · {name}</title><style>\
         :root{{color-scheme:light dark}}\
         body{{font:16px/1.6 system-ui,sans-serif;margin:0;padding:3rem 1.5rem}}\
         main{{max-width:28rem;margin:0 auto}}h1{{font-size:1.5rem;margin:0 0 1rem}}\
         button{{font:inherit;min-height:44px;padding:.5rem 1.5rem;border:0;border-radius:8px;\
         background:{color};color:{ink};cursor:pointer}}\
         fieldset{{border:0;padding:0;margin:0 0 1rem}}legend{{padding:0 0 .5rem}}\
         label{{display:block;padding:.6rem 0}}small{{opacity:.7}}\
         </style></head><body><main><h1>{title}</h1>{body}<p><small>{name}</small></p></main>\
         </body></html>"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    crate::template::escape(text, &mut out);
    out
}
