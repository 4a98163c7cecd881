//! Whom a campaign is for, and how many of them will get it.

use crate::model::{Audienced, Campaign};
use crate::{Campaigns, Error};
use base::CustomerId;
use dispatch::model::Reason;
use dispatch::{Foreseen, Sender, Unknown};
use store::{Scope, Tx};

/// Candidates that one look at the database is about, so that no look is long.
const LOOKED_AT_ONCE: usize = 20 * dispatch::CHUNK;

/// One step of the way from everybody meant to everybody who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// A stable word.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// How many are left after it.
    pub people: usize,
    /// Why the others are not.
    pub detail: String,
}

/// The audience in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// From many to few.
    pub steps: Vec<Step>,
    /// How many will get it.
    pub will_get: usize,
    /// What stands against sending at all.
    pub problems: Vec<String>,
}

impl Campaigns {
    /// Everybody that a campaign is for, before dispatch decides.
    ///
    /// # Errors
    /// [`Error::Audience`] when the segment text has a mistake, and those of the database.
    pub async fn candidates(
        &self,
        scope: &Scope,
        audience: &Audienced,
    ) -> Result<Vec<CustomerId>, Error> {
        if let Some(segment) = audience.segment {
            let find = move |tx: &mut Tx<'_>| Ok(book::members(tx, segment)?);
            return self.store().read(scope, find).await;
        }
        let text = audience.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else {
            return self.store().read(scope, |tx| Ok(book::everybody(tx)?)).await;
        };
        let found = self.lens.matching(text.to_owned()).await.map_err(Error::Audience)?;
        let mut people: Vec<_> = found.iter().copied().collect();
        people.sort();
        Ok(people)
    }

    /// What stands against sending a campaign to anybody, in words for its author.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn problems(&self, scope: &Scope, campaign: &Campaign) -> Result<Vec<String>, Error> {
        let mut problems = self.store().read(scope, Sender::find).await?.problems();
        problems.extend(campaign.problems());
        problems.extend(self.unknown(scope, campaign).await?.iter().map(told));
        Ok(problems)
    }

    /// The names in a campaign's templates that nothing is known under. A template that cannot
    /// be read has none; [`Campaign::problems`] tells of it.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn unknown(
        &self,
        scope: &Scope,
        campaign: &Campaign,
    ) -> Result<Vec<Unknown>, Error> {
        let own = self.lens.own_fields().await.map_err(Error::Audience)?;
        match dispatch::unknown(&self.dispatch, scope, campaign.outgoing(), &own).await {
            Err(dispatch::Error::Template(_)) => Ok(Vec::new()),
            found => Ok(found?),
        }
    }

    /// The audience of a campaign in figures, as dispatch would decide now.
    ///
    /// # Errors
    /// Those of [`Campaigns::candidates`].
    pub async fn audience(&self, scope: &Scope, campaign: &Campaign) -> Result<Audience, Error> {
        let candidates = self.candidates(scope, &campaign.audience).await?;
        let n_candidates = candidates.len();
        let mut foreseen = Foreseen::default();
        let mut candidates = candidates.into_iter();
        loop {
            let chunk: Vec<CustomerId> = candidates.by_ref().take(LOOKED_AT_ONCE).collect();
            if chunk.is_empty() {
                break;
            }
            let topic = campaign.content.topic.clone();
            let look = move |tx: &mut Tx<'_>| {
                foreseen.count(tx, &topic, &chunk)?;
                Ok::<_, Error>(foreseen)
            };
            foreseen = self.store().read(scope, look).await?;
        }
        let mut problems = self.problems(scope, campaign).await?;
        let audience = funnel(n_candidates, |reason| foreseen.of(reason));
        if audience.will_get == 0 {
            problems.push("Nobody would get it.".into());
        }
        Ok(Audience { problems, ..audience })
    }
}

/// Says of an unknown name where it stands.
fn told(unknown: &Unknown) -> String {
    match unknown.part {
        "subject" => format!("In the subject: {unknown}"),
        "preheader" => format!("In the preview text: {unknown}"),
        _ => format!("In line {} of the message: {unknown}", unknown.line),
    }
}

/// The steps in the order in which dispatch decides.
fn funnel(n_candidates: usize, of: impl Fn(Reason) -> usize) -> Audience {
    let mut left = n_candidates;
    let mut steps = vec![Step {
        key: "audience",
        label: "In the audience",
        people: left,
        detail: "Everybody that the segment matches now.".into(),
    }];
    let mut without = |key, label, reasons: &[Reason], detail: &str| {
        let n_out: usize = reasons.iter().map(|reason| of(*reason)).sum();
        left = left.saturating_sub(n_out);
        let detail = if n_out == 0 {
            "Nobody is left out here.".into()
        } else {
            format!("{n_out} {detail}")
        };
        steps.push(Step { key, label, people: left, detail });
    };
    without("address", "With an email address", &[Reason::NoAddress, Reason::Erased], "have none.");
    without(
        "suppressed",
        "Can be reached",
        &[Reason::Suppressed],
        "are on the list of suppressed addresses.",
    );
    without("asked", "Agreed to this kind of mail", &[Reason::NoConsent], "never agreed.");
    without("withdrawn", "Still agree", &[Reason::Withdrawn], "took it back.");
    without(
        "unique",
        "One mail per address",
        &[Reason::SameAddress],
        "share an address with another.",
    );
    Audience { steps, will_get: of(Reason::Ready), problems: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_funnel_goes_down_to_those_who_get_it() {
        let foreseen = [
            (Reason::Ready, 5),
            (Reason::NoAddress, 2),
            (Reason::NoConsent, 3),
            (Reason::Withdrawn, 1),
            (Reason::SameAddress, 1),
        ];
        let of = |reason| foreseen.iter().find(|(known, _)| *known == reason).map_or(0, |f| f.1);
        let audience = funnel(12, of);
        let people: Vec<_> = audience.steps.iter().map(|step| step.people).collect();
        assert_eq!(people, [12, 10, 10, 7, 6, 5]);
        assert_eq!(audience.will_get, 5);
        assert_eq!(audience.steps[3].detail, "3 never agreed.");
        assert_eq!(audience.steps[2].detail, "Nobody is left out here.");
    }
}
