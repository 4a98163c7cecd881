//! A campaign and its rules, without any input or output.

use base::{CampaignId, Instant, SegmentId};
use dispatch::model::Class;
use dispatch::{Draft, Format, Message, Outgoing};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Goes out later.
    Scheduled,
    /// Goes out now.
    Sending,
    /// Everything is handed over.
    Sent,
    /// Called off.
    Cancelled,
}

impl State {
    const WORDS: [(Self, &'static str); 5] = [
        (Self::Draft, "draft"),
        (Self::Scheduled, "scheduled"),
        (Self::Sending, "sending"),
        (Self::Sent, "sent"),
        (Self::Cancelled, "cancelled"),
    ];

    /// Its word in rows and in the API.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("draft", |(_, word)| word)
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// What a campaign says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What people of the shop call it.
    pub name: String,
    /// The topic that consent is asked for.
    pub topic: String,
    /// Subject, as a template.
    pub subject: String,
    /// Preview line, as a template.
    pub preheader: String,
    /// Body, as a template.
    pub body: String,
    /// How the body is written.
    pub format: Format,
}

/// Whom a campaign is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audienced {
    /// A saved segment.
    pub segment: Option<SegmentId>,
    /// Or a segment as text. With neither it is for everybody.
    pub text: Option<String>,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Where it stands.
    pub state: State,
    /// What it says.
    pub content: Content,
    /// Whom it is for.
    pub audience: Audienced,
    /// When it goes out.
    pub scheduled_at: Option<Instant>,
    /// When everything was handed over.
    pub sent_at: Option<Instant>,
    /// When it was begun.
    pub made_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
}

/// The letter that a new draft begins with.
const FIRST_BODY: &str = "Hi {{ first_name | default: \"there\" }},\n\n\
    write what is new here.\n\n[Visit the shop]({{ shop.website | default: \"https://\" }})\n";
/// The topic when nobody says otherwise.
pub(crate) const TOPIC: &str = "marketing";

impl Campaign {
    /// A fresh draft.
    pub fn draft(id: CampaignId, name: &str, now: Instant) -> Self {
        Self {
            id,
            state: State::Draft,
            content: Content {
                name: name.into(),
                topic: TOPIC.into(),
                subject: String::new(),
                preheader: String::new(),
                body: FIRST_BODY.into(),
                format: Format::Text,
            },
            audience: Audienced::default(),
            scheduled_at: None,
            sent_at: None,
            made_at: now,
            updated_at: now,
        }
    }

    /// Its content as dispatch takes it.
    pub fn outgoing(&self) -> Outgoing {
        let content = &self.content;
        Outgoing {
            id: self.id.into(),
            class: Class::Marketing,
            topic: content.topic.clone(),
            name: content.name.clone(),
            subject: content.subject.clone(),
            preheader: content.preheader.clone(),
            body: content.body.clone(),
            format: content.format,
        }
    }

    /// What of its content stands against sending it.
    pub fn problems(&self) -> Vec<String> {
        let content = &self.content;
        let mut problems = Vec::new();
        if content.subject.trim().is_empty() {
            problems.push("It has no subject yet.".into());
        }
        let compiled = Message::compile(&Draft {
            subject: &content.subject,
            preheader: &content.preheader,
            body: &content.body,
            format: content.format,
            utm: None,
        });
        if let Err(error) = compiled {
            let line = error.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            let part = match error.part {
                Some("subject") => "The subject",
                Some("preheader") => "The preview line",
                _ => "The message",
            };
            problems.push(format!("{part} has a mistake{line}: {}.", error.message));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_draft_compiles_and_only_lacks_a_subject() {
        let now = Instant::from_micros(0);
        let mut campaign = Campaign::draft(CampaignId::derived(now, [1; 10]), "May", now);
        assert_eq!(campaign.problems(), ["It has no subject yet."]);
        campaign.content.subject = "Hi {{ first_name".into();
        assert!(campaign.problems()[0].contains("(line 1): {{ is opened here"));
        campaign.content.subject = "Hi".into();
        assert!(campaign.problems().is_empty());
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for (state, word) in State::WORDS {
            assert_eq!((state.as_str(), State::parse(word)), (word, Some(state)));
        }
        assert_eq!(State::parse("gone"), None);
    }
}
