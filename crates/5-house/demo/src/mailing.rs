//! What becomes of the past mails: delivered, opened, clicked, bounced, unsubscribed, ordered.

use crate::buying::Terms;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND};
use crate::campaigns::PastCampaign;
use crate::life::Life;
use crate::moment::{Class, Evidence, MailAct, Naming, What};
use crate::person::Mailbox;
use crate::shop::Shop;
use base::ConsentState;
use serde_json::{Value, json};

impl Life<'_> {
    /// Gets every mail that was sent while she wanted mails, and does with it what she does.
    pub(crate) fn read_mails(&mut self) {
        let world = self.world;
        for (index, campaign) in world.campaigns.iter().enumerate() {
            let Some((since, until)) = self.subscribed else { return };
            let sent_at = campaign.sent_at.as_micros();
            if sent_at <= since {
                continue;
            }
            if sent_at > until {
                return;
            }
            let at = sent_at + self.draw.between(SECOND, 18 * MINUTE);
            let fate = self.draw.unit();
            if fate < 0.003 {
                // The mailbox is gone for good: no further mail goes there.
                self.mail(at, index, MailAct::Bounced, Class::Human);
                return;
            }
            if fate > 0.006 {
                self.mail(at, index, MailAct::Delivered, Class::Human);
                self.meet_mail(at, index);
            }
        }
    }

    fn mail(&mut self, at: i64, index: usize, act: MailAct, class: Class) {
        let what = What::Mail { campaign: index as u8, act, class };
        self.mark(at, Naming::Email, what);
    }

    /// What programs and the person do with a mail that has arrived.
    fn meet_mail(&mut self, at: i64, index: usize) {
        if self.person.mailbox == Mailbox::Scanned {
            self.mail(at + 3 * SECOND, index, MailAct::Opened, Class::Scanner);
            self.mail(at + 4 * SECOND, index, MailAct::Clicked, Class::Scanner);
        }
        if self.person.mailbox == Mailbox::Proxied && self.draw.chance(0.8) {
            let later = self.draw.between(30 * SECOND, 5 * HOUR);
            self.mail(at + later, index, MailAct::Opened, Class::Proxy);
        }
        let eager = if at > self.gone_at { 0.35 } else { self.person.reads };
        if !self.draw.chance((self.habits.opens * eager).min(0.95)) {
            if self.draw.chance(0.001) {
                self.unsubscribe(at + 2 * HOUR, index);
            }
            return;
        }
        let wait = (self.draw.lognormal(2.6, 1.3) * HOUR as f64) as i64;
        let opened_at = at + wait.clamp(MINUTE, 9 * DAY);
        self.mail(opened_at, index, MailAct::Opened, Class::Human);
        if self.draw.chance(0.12) {
            let again = opened_at + self.draw.between(HOUR, 2 * DAY);
            self.mail(again, index, MailAct::Opened, Class::Human);
        }
        if self.draw.chance(0.009) {
            self.unsubscribe(opened_at + 30 * SECOND, index);
        } else if self.draw.chance(self.habits.clicks) {
            let followed_at = opened_at + self.draw.between(5 * SECOND, 3 * MINUTE);
            self.follow(followed_at, index);
        }
    }

    /// Follows a link, looks around, and orders or leaves a cart or neither.
    fn follow(&mut self, at: i64, index: usize) {
        self.mail(at, index, MailAct::Clicked, Class::Human);
        let campaign = &self.world.campaigns[index];
        let n_views = 1 + self.draw.poisson(1.5);
        let (product, last) = self.look(at + 2 * SECOND, campaign.shelf, n_views);
        if at > self.gone_at {
            return;
        }
        if self.draw.chance(self.habits.orders) {
            let quantity = 1 + self.draw.weighted(&[8.0, 2.0]) as u16;
            let terms = Terms { coupon: campaign.coupon, ..Terms::default() };
            let at = last + self.draw.between(26 * MINUTE, 20 * HOUR);
            self.buy(at, vec![(product, quantity)], terms);
        } else if self.draw.chance(0.12) {
            self.leave_cart(product, last);
        }
    }

    fn unsubscribe(&mut self, at: i64, index: usize) {
        self.mail(at, index, MailAct::Unsubscribed, Class::Human);
        let evidence = Evidence::Link(index as u8);
        self.consent(at + SECOND, ConsentState::Withdrawn, evidence);
    }
}

/// The name and the properties of what became of a mail.
pub(crate) fn told(campaign: &PastCampaign, act: MailAct, class: Class) -> (&'static str, Value) {
    let mut properties = json!({ "campaign": campaign.slug, "subject": campaign.subject });
    let class = match class {
        Class::Human => "human",
        Class::Proxy => "proxy",
        Class::Scanner => "scanner",
    };
    let name = match act {
        MailAct::Delivered => "email_delivered",
        MailAct::Unsubscribed => "email_unsubscribed",
        MailAct::Opened => {
            properties["class"] = class.into();
            "email_opened"
        }
        MailAct::Clicked => {
            properties["class"] = class.into();
            let path = campaign.shelf.path().to_lowercase().replace(" > ", "/").replace(' ', "-");
            properties["url"] = format!("{}/shop/{path}", Shop::WEBSITE).into();
            "email_clicked"
        }
        MailAct::Bounced => {
            properties["kind"] = "hard".into();
            properties["reason"] = "550 5.1.1 no such mailbox".into();
            "email_bounced"
        }
    };
    (name, properties)
}
