//! The template language as its authors meet it.

use super::*;
use crate::locale::Locale;
use base::{Currency, Instant, Money, Zone};
use std::fmt::Write as _;

fn locale() -> Locale {
    Locale { language: "en".into(), zone: Zone::utc(), currency: Currency::EUR }
}

fn view() -> Value {
    Value::map([
        ("first_name", Value::text(Some("Zoë"))),
        ("evil", Value::text(Some("<b>\"x' & {{ first_name }}</b>"))),
        ("n", Value::Int(7)),
        ("half", Value::Float(3.5)),
        ("tags", Value::List(["b", "a", "b"].map(|tag| Value::text(Some(tag))).to_vec())),
        ("spent", Value::Money(Money::new(123_450, Currency::EUR))),
        ("at", Value::Time(Instant::parse("2026-11-22T10:00:00Z").unwrap())),
        ("shop", Value::map([("name", Value::trusted(Some("Tom & Co")))])),
        (
            "lines",
            Value::List(vec![
                Value::map([("name", Value::text(Some("Mug"))), ("price", Value::Int(9))]),
                Value::map([("name", Value::text(Some("Cup"))), ("price", Value::Int(4))]),
            ]),
        ),
    ])
}

fn in_context(source: &str, context: pieces::Context) -> Result<String, TemplateError> {
    let mut pieces = pieces::cut(source)?;
    for piece in &mut pieces {
        if let pieces::Piece::Output { context: at, .. } = piece {
            *at = context;
        }
    }
    render::render(&tree::parse(pieces)?, &view(), &locale(), &mut render::PlainLinks)
}

fn shown(source: &str) -> String {
    in_context(source, pieces::Context::Plain).unwrap_or_else(|error| {
        let mut text = String::new();
        write!(text, "error {}: {error}", error.line.unwrap_or(0)).unwrap();
        text
    })
}

#[test]
fn values_tags_and_filters_read_as_in_liquid() {
    for (source, want) in [
        ("Hi {{ first_name }}!", "Hi Zoë!"),
        ("{{ nobody }}{{ nobody.at.all[3].x }}", ""),
        ("{{ nobody | default: 'you' }}", "you"),
        ("{{ first_name|default:'there' }}", "Zoë"),
        ("{{ first_name | upcase | append: '!' }}", "ZOË!"),
        ("{{ 'über' | capitalize }} {{ ' x ' | strip }}", "Über x"),
        ("{{ tags | join: ', ' }} {{ tags.size }} {{ tags[0] }} {{ tags[-1] }}", "b, a, b 3 b b"),
        ("{{ tags | uniq | sort | join: '' }}{{ tags | first }}{{ tags.last }}", "abbb"),
        (
            "{{ lines | map: 'name' | join: '+' }} {{ lines | sort: 'price' | map: 'name' }}",
            "Mug+Cup CupMug",
        ),
        (
            "{{ n | plus: 1 }} {{ n | divided_by: 2 }} {{ half | round }} {{ n | times: 1.5 }}",
            "8 3 4 10.5",
        ),
        ("{{ n | divided_by: 0 }}{{ first_name | plus: 1 }}", ""),
        ("{{ spent | money }} {{ 5 | money }} {{ spent }}", "€1,234.50 €5.00 1234.50 EUR"),
        ("{{ at | date: '%Y' }} {{ at | date }}", "2026 22 November 2026"),
        ("{{ 'abcdef' | truncate: 4 }} {{ 'a b c' | truncatewords: 2 }}", "abc… a b…"),
        ("{{ 'a&b c' | url_encode }}", "a%26b%20c"),
        ("{% if n > 5 and first_name == 'Zoë' %}y{% else %}n{% endif %}", "y"),
        ("{% if nobody %}a{% elsif n == 7 %}b{% else %}c{% endif %}", "b"),
        ("{% unless nobody %}a{% endunless %}{% unless n %}b{% else %}c{% endunless %}", "ac"),
        ("{% if tags contains 'a' %}y{% endif %}{% if nobody == blank %}e{% endif %}", "ye"),
        ("{% case n %}{% when 1 %}a{% when 6, 7 %}b{% else %}c{% endcase %}", "b"),
        (
            "{% for l in lines %}{{ forloop.index }}{{ l.name }}{% unless forloop.last %},{% endunless %}{% endfor %}",
            "1Mug,2Cup",
        ),
        ("{% for i in (1..5) reversed limit:3 offset:1 %}{{ i }}{% endfor %}", "432"),
        (
            "{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% elsif i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
            "13",
        ),
        ("{% for i in nobody %}x{% else %}none{% endfor %}", "none"),
        (
            "{% assign x = n | plus: 1 %}{{ x }}{% capture y %}<{{ x }}>{% endcapture %}{{ y }}",
            "8<8>",
        ),
        ("{% if spent >= 500 %}rich{% endif %}", "rich"),
        ("{% if n < 'a' %}a{% endif %}{% if nobody < 1 %}b{% endif %}", ""),
    ] {
        assert_eq!(shown(source), want, "{source}");
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    for (source, want) in [
        ("a\n{% iff x %}", "error 2: there is no tag iff"),
        ("{{ x | shout }}", "error 1: there is no filter shout; there are default"),
        ("{% if x %}", "error 1: if is never closed with {% endif %}"),
        ("{% if x %}{% endfor %}", "error 1: endfor stands where endif should close"),
        ("{% endif %}", "error 1: endif closes nothing"),
        ("{% for x of y %}{% endfor %}", "error 1: write {% for item in items %}"),
        ("{{ }}", "error 1: a value is missing"),
        ("{{ a b }}", "error 1: did not expect b"),
        ("{{ 'a }}", "error 1: '\\'' does not belong in a tag"),
        ("{{ x | truncate: 1, 2, 3 }}", "error 1: write it like"),
        ("{% include 'x' %}", "error 1: there is no tag include"),
    ] {
        assert!(shown(source).starts_with(want), "{source}: {}", shown(source));
    }
}

#[test]
fn work_is_bounded() {
    let nested = "{% if n %}".repeat(40) + &"{% endif %}".repeat(40);
    let deep_loops = "{% for i in (1..1000) %}".repeat(4) + "x" + &"{% endfor %}".repeat(4);
    let doubling = "{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}";
    let fat = "{% for i in (1..10000) %}".to_owned() + &"x".repeat(1_000) + "{% endfor %}";
    let large = "x".repeat(600_000);
    let path = "{{ a".to_owned() + &".b".repeat(100) + " }}";
    for (source, want) in [
        (
            "{% for i in (1..999999999999) %}{% endfor %}",
            "error 1: the loop has 999999999999 rounds",
        ),
        (&nested, "error 1: tags are nested more than 32 deep"),
        (&deep_loops, "error 0: the template takes too many steps"),
        (doubling, "error 1: a value grows beyond 1 MB"),
        (&fat, "error 0: the result is larger than 1 MB"),
        (&large, "error 0: the template is larger than 512 KB"),
        (&path, "error 1: a path of more than 32 parts"),
    ] {
        assert!(shown(source).starts_with(want), "{source:.40}: {}", shown(source));
    }
    let brackets = "{{ a".to_owned() + &"[a".repeat(10_000) + &"]".repeat(10_000) + " }}";
    assert!(shown(&brackets).starts_with("error"));
    let ranges = "{{ ".to_owned() + &"(".repeat(10_000) + " }}";
    assert!(shown(&ranges).starts_with("error"));
}

#[test]
fn outputs_are_escaped_for_where_they_stand() {
    use pieces::Context::{Html, Style, Url};
    let evil = "&lt;b&gt;&quot;x&#39; &amp; {{ first_name }}&lt;/b&gt;";
    for (source, context, want) in [
        ("{{ evil }}", Html, evil),
        ("{{ evil | raw }}", Html, evil),
        ("{{ evil | escape }}", Html, evil),
        ("{{ evil | upcase | downcase | raw }}", Html, evil),
        ("{{ nobody | default: '<i>' | raw }}{{ '<br>' | raw }}", Html, "<i><br>"),
        ("{{ shop.name }} {{ shop.name | raw }}", Html, "Tom &amp; Co Tom & Co"),
        ("{{ tags | join: '<' | raw }}", Html, "b&lt;a&lt;b"),
        ("{{ 'javascript:alert(1)' }}", Url, "#"),
        ("{{ ' JaVa\tScript:alert(1)' }}{{ 'data:text/html,x' }}", Url, "##"),
        ("{{ 'https://a.example/?a=1&b=2' }}", Url, "https://a.example/?a=1&amp;b=2"),
        ("{{ 'red;background:url(//x)' }}", Style, "redbackgroundurlx"),
        ("{{ '#aabbcc' }}", Style, "#aabbcc"),
    ] {
        assert_eq!(in_context(source, context).as_deref(), Ok(want), "{source}");
    }
}

const MJML: &str = "<mjml>
<mj-head><mj-style>.x { color: {{ shop.color }}; }</mj-style></mj-head><mj-body>
<mj-section><mj-column><mj-text>Hi {{ first_name | default: \"you\" }}, {% if n < 9 %}few{% endif %}</mj-text>
<mj-button href=\"https://shop.example/?a=1&amp;b={{ n }}\">Go</mj-button>
<mj-image src=\"{{ lines[0].image }}\" alt=\"Mug\" href=\"{{ evil_url }}\" /></mj-column></mj-section>
{% for line in lines %}
<mj-section><mj-column><mj-text>{{ line.name }}: <b>{{ line.price }}</b> <a href=\"https://shop.example/p/{{ line.name }}\">see</a></mj-text></mj-column></mj-section>
{% endfor %}
</mj-body></mjml>";

fn draft(body: &str, format: message::Format) -> message::Draft<'_> {
    message::Draft { subject: "Hello {{ first_name }}", preheader: "News", body, format, utm: None }
}

fn with(extra: &[(&str, Value)]) -> Value {
    let Value::Map(mut entries) = view() else { unreachable!() };
    entries.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let words = [("unsubscribe", "Unsubscribe"), ("preferences", "Preferences"), ("view", "View")];
    let words = words.map(|(name, word)| (name, Value::trusted(Some(word))));
    entries.push(("words".into(), Value::map(words)));
    for name in ["unsubscribe_url", "preferences_url", "view_url", "open_url", "trap_url"] {
        let url = format!("https://crm.example/t/{}", &name[..1]);
        entries.push((name.into(), Value::trusted(Some(&url))));
    }
    entries.push(("postal_address".into(), Value::trusted(Some("Am Markt 1, 10115 Berlin"))));
    Value::Map(entries)
}

struct Numbers;
impl message::Track for Numbers {
    fn link(&self, target: &str) -> Option<String> {
        Some(format!("https://crm.example/t/c/{}", target.len()))
    }
}

fn filled(body: &str, format: message::Format, extra: &[(&str, Value)]) -> message::Filled {
    let message = message::Message::compile(&draft(body, format)).unwrap();
    message.fill(&with(extra), &locale(), &Numbers).unwrap()
}

#[test]
fn mjml_is_filled_in_with_loops_links_footer_and_text_part() {
    let evil = [("evil_url", Value::text(Some("javascript:alert(1)")))];
    let mail = filled(MJML, message::Format::Mjml, &evil);
    assert_eq!(mail.subject, "Hello Zoë");
    for want in
        ["Hi Zoë, few", "Mug: <b>9</b>", "Cup: <b>4</b>", "Am Markt 1, 10115 Berlin", "News"]
    {
        assert!(mail.html.contains(want), "{want} in {}", mail.html);
    }
    for want in [
        "Hi Zoë, few",
        "Mug: 9 see: https://crm.example/t/c/",
        "Unsubscribe: https://crm.example/t/u",
    ] {
        assert!(mail.text.contains(want), "{want} in {}", mail.text);
    }
    assert_eq!(
        mail.targets,
        [
            "https://shop.example/?a=1&b=7",
            "https://shop.example/p/Mug",
            "https://shop.example/p/Cup"
        ]
    );
    for wrong in ["{{", "{%", "javascript:", "zq0", "href=\"https://shop.example", "googleapis"] {
        assert!(!mail.html.contains(wrong) && !mail.text.contains(wrong), "{wrong}");
    }
    assert!(mail.html.contains("src=\"https://crm.example/t/o\""));
}

#[test]
fn a_letter_is_laid_out_in_the_shops_colours() {
    let letter = "# Hello {{ first_name }}\n\nTwo lines\nwith **weight & {{ evil }}** \
        and [a link](https://shop.example/?x=1&y=2).\n\n\
        - one\n- {{ tags[0] }}\n\n[Shop now](https://shop.example/new)\n\n---\n\
        1 < 2 * 3 * 4\n![Mug](https://shop.example/mug.png)\n";
    let mail = filled(letter, message::Format::Text, &[]);
    for want in [
        ">Hello Zoë</h1>",
        "Two lines<br />with <strong>weight &amp; &lt;b&gt;",
        "<li>one</li><li>b</li>",
        "1 &lt; 2 <em> 3 </em> 4",
        "src=\"https://shop.example/mug.png\"",
        "Tom &amp; Co",
    ] {
        assert!(mail.html.contains(want), "{want} in {}", mail.html);
    }
    assert_eq!(mail.targets, ["https://shop.example/?x=1&y=2", "https://shop.example/new"]);
    assert!(mail.text.contains("Shop now: https://crm.example/t/c/24"), "{}", mail.text);
    assert!(mail.text.contains("- one\n- b\n"), "{}", mail.text);
}

#[test]
fn without_tracking_a_preview_shows_the_real_addresses() {
    let message = message::Message::compile(&draft(MJML, message::Format::Mjml)).unwrap();
    let mail = message.fill(&view(), &locale(), &message::Untracked).unwrap();
    assert!(mail.html.contains("href=\"https://shop.example/?a=1&amp;b=7\""));
    assert!(!mail.html.contains("<img src=\"\""), "no open picture without its address");
}

#[test]
fn broken_mjml_is_told_with_its_line() {
    let deep = "<mj-section>".repeat(10_000);
    let deep = deep.as_str();
    for (body, line, want) in [
        ("<mjml><mj-body>\n<mj-foo /></mj-body></mjml>", Some(2), "MJML has no <mj-foo>"),
        ("<mjml><mj-body><mj-section></mj-body></mjml>", None, ""),
        ("hello", None, ""),
        ("", None, ""),
        ("<mjml><mj-body><mj-include path='/etc/passwd' /></mj-body></mjml>", None, "mj-include"),
        ("<mjml><mj-body>{% for x in y %}</mj-body></mjml>", Some(1), "for is never closed"),
        (deep, None, "nested more than 64 deep"),
    ] {
        let error = message::Message::compile(&draft(body, message::Format::Mjml)).unwrap_err();
        assert!(error.message.contains(want), "{body:.40}: {error}");
        assert!(line.is_none() || error.line == line, "{body:.40}: {error:?}");
    }
}

/// H-01: what a customer typed is never read as template, in whichever field it stands.
#[test]
fn marks_of_every_template_language_in_customer_data_stay_text() {
    let hostile = include_str!("hostile.txt");
    assert!(hostile.lines().count() >= 50);
    let body = "<mjml><mj-body><mj-section><mj-column><mj-text>{{ x }}{{ x | upcase | downcase }}\
        {{ x | raw }}{% assign y = x %}{{ y }}{% capture z %}{{ x }}{% endcapture %}{{ z | raw }}\
        {% for a in list %}{{ a }}{% endfor %}</mj-text>\
        <mj-button href=\"{{ x }}\">{{ x }}</mj-button></mj-column></mj-section></mj-body></mjml>";
    let message = message::Message::compile(&message::Draft {
        subject: "{{ x }}",
        ..draft(body, message::Format::Mjml)
    })
    .unwrap();
    let canary = Value::trusted(Some("CANARY-7x7"));
    for line in hostile.lines() {
        let line = line.replace("\\n", "\n").replace("\\r", "\r");
        let value = Value::text(Some(&line));
        let extra =
            [("x", value.clone()), ("list", Value::List(vec![value])), ("canary", canary.clone())];
        let mail = message.fill(&with(&extra), &locale(), &Numbers).unwrap();
        for part in [&mail.html, &mail.text, &mail.subject] {
            assert!(!part.contains("CANARY-7x7"), "{line}");
        }
        assert!(!mail.subject.contains(['\r', '\n']), "{line}");
        let mut escaped = String::new();
        render::escape(line.trim(), &mut escaped);
        assert!(mail.html.matches(&escaped).count() >= 4, "{line} in {}", mail.html);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&mail.text).contains(&words(line.trim())), "{line} in {}", mail.text);
        for tag in ["<script", "<img src=x", "<svg", "onerror=alert"] {
            assert!(!mail.html.contains(tag) || tag == "onerror=alert", "{line}");
        }
    }
}

#[test]
fn a_footer_says_the_shops_name_once() {
    let address = |text: &str| {
        let body = message::Message::compile(&draft("a", message::Format::Text)).unwrap();
        let view = with(&[("postal_address", Value::trusted(Some(text)))]);
        let text = body.fill(&view, &locale(), &message::Untracked).unwrap().text;
        text.lines().find(|line| line.contains("Markt 1")).unwrap().to_owned()
    };
    assert_eq!(address("Am Markt 1"), "Tom & Co · Am Markt 1");
    assert_eq!(address("Tom & Co, Am Markt 1"), "Tom & Co, Am Markt 1");
}

/// A misspelt name would print nothing, and nobody would notice before the mail is read.
#[test]
fn names_that_nothing_is_known_under_are_found_with_what_was_meant() {
    let shop = base::Shop { name: "Shop".into(), ..base::Shop::default() };
    let view = crate::view::specimen(&shop, &crate::Sender::default(), &["shoe_size".into()]);
    let unknown = |subject: &str, body: &str| {
        let draft = message::Draft { subject, ..draft(body, message::Format::Text) };
        let message = message::Message::compile(&draft).unwrap();
        let one = |unknown: &Unknown| format!("{} {} {unknown}", unknown.part, unknown.line);
        message.unknown(&view).iter().map(one).collect::<Vec<_>>()
    };
    for known in [
        "{{ first_name }} {{ customer.city }} {{ person.attributes.shoe_size }} {{ shop.name }}",
        "{{ customer.attributes[\"shoe_size\"] }} {{ customer.spent.amount }} {{ now }}",
        "{% for line in last_order.lines %}{{ line.name }} {{ forloop.index }}{% endfor %}",
        "{% assign x = orders.first %}{{ x.number }}{% capture y %}a{% endcapture %}{{ y.size }}",
        "{% for n in (1..3) %}{{ n }}{% endfor %}{{ customer.tags | join: \", \" }}",
        "[Leave]({{ unsubscribe_url }}) {{ postal_address }} {{ campaign.name }}",
    ] {
        assert_eq!(unknown("Hi", known), [""; 0], "{known}");
    }
    for (wrong, want) in [
        ("a\n\n{{ first_nam }}", "body 3 Nothing is known as first_nam; did you mean first_name?"),
        (
            "{% if shop.nmae %}a{% endif %}",
            "body 1 Nothing is known as shop.nmae; did you mean shop.name?",
        ),
        (
            "{{ customer.attributes.shoe_siz }}",
            "body 1 Nothing is known as customer.attributes.shoe_siz; \
             did you mean customer.attributes.shoe_size?",
        ),
        (
            "{% for line in last_order.lines %}{{ line.prise }}{% endfor %}",
            "body 1 Nothing is known as line.prise; did you mean line.price?",
        ),
        ("{% for line in orders %}{% endfor %}{{ line }}", "body 1 Nothing is known as line."),
        (
            "[Go]({{ shop.websit }})",
            "body 1 Nothing is known as shop.websit; did you mean shop.website?",
        ),
    ] {
        assert_eq!(unknown("Hi", wrong), [want], "{wrong}");
    }
    let subject = unknown("Hi {{ frist_name | default: \"you\" }}", "a");
    assert_eq!(subject, ["subject 1 Nothing is known as frist_name; did you mean first_name?"]);
}
