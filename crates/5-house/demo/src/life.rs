//! One person's time with the shop, from her first visit to the end of the history.
//!
//! A [`Life`] writes moments into the plan. This file has the course of it; visits, orders and
//! mails are in `visits`, `buying` and `mailing`, which add verbs to the same type.

use crate::calendar::{DAY, HOUR, MINUTE, SECOND};
use crate::draw::Draw;
use crate::moment::{Answer, Evidence, Moment, Naming, Plan, What};
use crate::person::Person;
use crate::temper::{Habits, Temper};
use crate::world::World;
use base::{Channel, ConsentState, CustomerFacts};

/// The pen that writes one person's moments.
#[derive(Debug)]
pub(crate) struct Life<'a> {
    pub(crate) world: &'a World,
    pub(crate) plan: &'a mut Plan,
    pub(crate) person: &'a Person,
    pub(crate) who: u32,
    /// Whether this is a browser that is never joined to anyone; `person` lends it her tastes.
    pub(crate) stranger: bool,
    /// Index of the country to which her orders go.
    pub(crate) country: usize,
    pub(crate) draw: Draw,
    pub(crate) habits: Habits,
    /// From when on each of her browsers is known to be hers.
    pub(crate) joined: [i64; 2],
    /// From when to when she wants the newsletter.
    pub(crate) subscribed: Option<(i64, i64)>,
    /// After this she does nothing any more.
    pub(crate) gone_at: i64,
    /// When she last ordered, and how often she did.
    pub(crate) ordered: (i64, u32),
}

impl<'a> Life<'a> {
    /// Takes up the pen for a person.
    pub(crate) fn new(
        world: &'a World,
        plan: &'a mut Plan,
        (who, person): (u32, &'a Person),
        draw: Draw,
    ) -> Self {
        Self {
            world,
            plan,
            person,
            who,
            stranger: false,
            country: person.country,
            draw,
            habits: person.temper.habits(),
            joined: [person.known_at, i64::MAX],
            subscribed: None,
            gone_at: person.gone_at.unwrap_or(world.calendar.end),
            ordered: (0, 0),
        }
    }

    /// Writes down that something happens; what would lie after the end does not happen.
    pub(crate) fn mark(&mut self, at: i64, naming: Naming, what: What) {
        if at <= self.world.calendar.end {
            self.plan.moments.push(Moment { at, who: self.who, naming, what });
        }
    }

    /// Writes down what the shop learns about her.
    pub(crate) fn learn(&mut self, at: i64, browser: Option<u8>, facts: CustomerFacts) {
        let index = self.plan.facts.len() as u32;
        self.plan.facts.push(facts);
        self.mark(at, Naming::Whole(browser), What::Facts(index));
    }

    /// Writes down a consent to mail, or its end.
    pub(crate) fn consent(&mut self, at: i64, state: ConsentState, evidence: Evidence) {
        let what = What::Consent { channel: Channel::Email, state, evidence };
        self.mark(at, Naming::Email, what);
        match (state, self.subscribed) {
            (ConsentState::Granted, _) => self.subscribed = Some((at, i64::MAX)),
            (_, Some((from, _))) => self.subscribed = Some((from, at)),
            _ => {}
        }
    }

    /// By what the shop's site knows her when she uses this browser.
    pub(crate) fn naming(&mut self, at: i64, browser: u8) -> Naming {
        if self.stranger {
            return Naming::Stranger;
        }
        let signed_in = self.draw.chance(0.6);
        if at >= self.joined[usize::from(browser)] && signed_in {
            Naming::KnownVisitor(browser)
        } else {
            Naming::Visitor(browser)
        }
    }

    /// Lives a drawn life.
    pub(crate) fn run(&mut self) {
        let facts = self.person.facts(&mut self.draw);
        let known_at = self.person.known_at;
        let before_history = known_at < self.world.calendar.start();
        let first_visit = known_at.max(self.world.calendar.start());
        self.joined = [known_at, known_at + self.draw.between(0, 90 * DAY)];
        if self.draw.chance(0.45) {
            self.joined[1] = i64::MAX;
        }
        if before_history {
            // The move to the new shop system brought everyone over at once.
            let moved_at = first_visit + 3 * HOUR + i64::from(self.who) * SECOND / 8;
            self.learn(moved_at, None, facts);
            self.greet(moved_at + MINUTE, Evidence::Form);
        } else if self.person.temper == Temper::Window {
            let looked_at = known_at - self.draw.between(10 * MINUTE, 3 * DAY);
            self.stroll(looked_at, 3);
            self.learn(known_at, Some(0), facts);
            self.greet(known_at + SECOND, Evidence::Form);
        } else {
            self.research(known_at);
            self.learn(known_at - 40 * SECOND, Some(0), facts);
            self.order(known_at);
            self.greet(known_at + SECOND, Evidence::Checkout);
        }
        if self.person.temper != Temper::Window {
            self.come_back(first_visit, before_history);
        }
        self.visit_idly(first_visit);
        self.change(first_visit);
        self.read_mails();
    }

    /// Asks for consent at the first contact.
    fn greet(&mut self, at: i64, evidence: Evidence) {
        let certain = !self.person.account;
        if certain || self.draw.chance(self.habits.subscribes) {
            self.consent(at, ConsentState::Granted, evidence);
        } else if self.draw.chance(0.25) {
            self.consent(at, ConsentState::Never, Evidence::LeftEmpty);
        }
        if self.person.phone.is_some() && self.draw.chance(0.14) {
            let what = What::Consent {
                channel: Channel::Sms,
                state: ConsentState::Granted,
                evidence: Evidence::Checkout,
            };
            self.mark(at + 2 * SECOND, Naming::Phone, what);
        }
    }

    /// Orders again and again, until she leaves or the history ends.
    fn come_back(&mut self, from: i64, before_history: bool) {
        let mut last = from;
        let gap_days = self.habits.gap_days * self.draw.gamma(1.0, 8.0);
        if before_history {
            last -= self.draw.between(0, (gap_days * DAY as f64) as i64);
        }
        loop {
            if self.draw.chance(self.habits.leaves) {
                self.gone_at = self.gone_at.min(last + self.draw.between(20, 70) * DAY);
                return;
            }
            let gap = (self.draw.gamma(gap_days, 3.5) * DAY as f64) as i64;
            let about = last + gap.max(2 * DAY);
            if about > self.gone_at {
                return;
            }
            if about <= from {
                last = about;
                continue;
            }
            let around = ((about - gap / 5).max(from), (about + gap / 5).min(self.gone_at));
            let calendar = &self.world.calendar;
            let at = calendar.busy_moment(&mut self.draw, around, self.person.lag());
            if at > from && at > last {
                self.research(at);
                self.order(at);
            }
            last = at.max(last + DAY);
        }
    }

    /// What else changes over time: a consent by hand, a new address, an answer to a question.
    fn change(&mut self, from: i64) {
        let end = self.world.calendar.end;
        if let Some((since, i64::MAX)) = self.subscribed
            && self.draw.chance(0.03)
        {
            let at = self.draw.between(since + 5 * DAY, end);
            self.consent(at, ConsentState::Withdrawn, Evidence::Reply);
        }
        if self.person.account && self.draw.chance(0.035) {
            let at = self.draw.between(from + 30 * DAY, end);
            let mut address = self.person.address();
            address.street2 = None;
            address.street1 = Some(format!("Am Bahnhof {}", self.draw.between(1, 40)).into());
            self.learn(at, None, CustomerFacts { address, ..Default::default() });
        }
        let answers = if self.habits.opens > 0.45 { 0.16 } else { 0.03 };
        if self.person.account && self.subscribed.is_some() && self.draw.chance(answers) {
            let at = self.draw.between((end - 200 * DAY).max(from), end);
            let score = [0, 2, 5, 6, 7, 8, 8, 9, 9, 10, 10][self.draw.below(11)];
            self.mark(at, Naming::Email, What::Answered(Answer::Score(score)));
            let mut facts = CustomerFacts::default();
            facts.attributes.insert("nps".into(), score.into());
            self.learn(at + SECOND, None, facts);
        }
    }
}
