//! Who is who, decided from identifiers alone.
//!
//! A new identifier joins a customer when exactly one matches and she has no other id in that
//! namespace. Otherwise nothing merges and a suspected pair is recorded: no call from outside
//! can fuse two people whom the book already knows.

use base::{CustomerId, Space};
use ledger::SubjectId;

/// An identifier as an activity names it, with what the book knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) subject: SubjectId,
    pub(crate) space: Space,
    /// Whom it belongs to, when the book knew it before.
    pub(crate) customer: Option<CustomerId>,
    /// Whether the book has never seen it.
    pub(crate) fresh: bool,
}

/// What is known of a customer's identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) subject: SubjectId,
    pub(crate) space: Space,
}

/// What follows from one activity's identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plan {
    /// Pairs to link, with the reason.
    pub(crate) links: Vec<(SubjectId, SubjectId, &'static str)>,
    /// Pairs that may be one person, with the reason.
    pub(crate) suspects: Vec<(SubjectId, SubjectId, &'static str)>,
}

/// The customers whose members [`plan`] must see: those that the activity's identifiers match.
pub(crate) fn matched(named: &[Named]) -> Vec<CustomerId> {
    let mut customers = Vec::new();
    for customer in named.iter().filter(|n| n.space.identifies()).filter_map(|n| n.customer) {
        if !customers.contains(&customer) {
            customers.push(customer);
        }
    }
    customers
}

/// Decides links and suspicions for identifiers in the order in which they lead. `members` are
/// those of the customer whom the lead belongs to or may join: the first of [`matched`].
pub(crate) fn plan(named: &[Named], members: &[Member]) -> Plan {
    let mut plan = Plan::default();
    let Some(lead) = named.iter().find(|n| n.space.identifies()) else { return plan };
    let customers = matched(named);
    let joins = joins(lead, named, &customers, members, &mut plan);
    let mut home: Vec<Member> = if joins { members.to_vec() } else { Vec::new() };
    home.push(Member { subject: lead.subject, space: lead.space.clone() });
    for other in named.iter().filter(|n| n.subject != lead.subject) {
        let member = Member { subject: other.subject, space: other.space.clone() };
        let mine = home.iter().any(|m| m.subject == other.subject);
        if mine || plan.links.iter().any(|(a, b, _)| *b == lead.subject && *a == other.subject) {
            continue;
        }
        match (&other.space, other.fresh, other.customer) {
            (Space::Anonymous(_), _, None) => {
                plan.links.push((lead.subject, other.subject, "same browser"));
                home.push(member);
            }
            (Space::Anonymous(_), ..) => {}
            (_, true, _) if has_other_id(&home, &member) => {
                plan.suspects.push((lead.subject, other.subject, "two ids in one shop"));
            }
            (_, true, _) => {
                plan.links.push((lead.subject, other.subject, "named together"));
                home.push(member);
            }
            (_, false, Some(customer)) if !is_home(lead, joins, &customers, customer) => {
                plan.suspects.push((lead.subject, other.subject, reason(&other.space)));
            }
            _ => {}
        }
    }
    plan
}

/// Whether the lead belongs to the first matched customer, by being known or by joining her.
fn joins(
    lead: &Named,
    named: &[Named],
    customers: &[CustomerId],
    members: &[Member],
    plan: &mut Plan,
) -> bool {
    if !lead.fresh {
        return true;
    }
    let [_] = customers else { return false };
    let Some(by) = named.iter().find(|n| n.space.identifies() && n.customer.is_some()) else {
        return false;
    };
    let member = Member { subject: lead.subject, space: lead.space.clone() };
    if has_other_id(members, &member) || emails_differ(by, named, members) {
        return false;
    }
    plan.links.push((by.subject, lead.subject, reason(&by.space)));
    true
}

fn is_home(lead: &Named, joins: bool, customers: &[CustomerId], other: CustomerId) -> bool {
    lead.customer == Some(other) || (joins && lead.fresh && customers.first() == Some(&other))
}

/// Whether somebody has another id in the same namespace already.
fn has_other_id(home: &[Member], new: &Member) -> bool {
    matches!(new.space, Space::Id(_))
        && home.iter().any(|m| m.space == new.space && m.subject != new.subject)
}

/// A phone that matches proves nothing where the emails differ: families share phones.
fn emails_differ(by: &Named, named: &[Named], members: &[Member]) -> bool {
    let email = |space: &Space| *space == Space::Email;
    by.space == Space::Phone
        && named.iter().any(|n| email(&n.space))
        && members.iter().any(|m| email(&m.space))
}

fn reason(space: &Space) -> &'static str {
    match space {
        Space::Email => "same email",
        Space::Phone => "same phone",
        Space::Id(_) => "same id",
        Space::Anonymous(_) => "same browser",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Instant, Namespace};

    fn customer(n: u8) -> CustomerId {
        CustomerId::derived(Instant::from_micros(0), [n; 10])
    }

    /// `id7 e2=1 v9?`: id subject 7 fresh; email subject 2 of customer 1; visitor 9 unjoined.
    fn named(text: &str) -> Vec<Named> {
        let one = |word: &str| {
            let (name, owner) = word.split_once('=').unwrap_or((word, ""));
            let known = name.ends_with('?') || !owner.is_empty();
            let name = name.trim_end_matches('?');
            let number: i64 = name[1..].parse().unwrap();
            let space = match &name[..1] {
                "i" => Space::Id(Namespace::shop()),
                "e" => Space::Email,
                "p" => Space::Phone,
                _ => Space::Anonymous(Namespace::shop()),
            };
            let customer = owner.parse().ok().map(customer);
            Named { subject: SubjectId(number), space, customer, fresh: !known }
        };
        text.split_whitespace().map(one).collect()
    }

    fn check(activity: &str, home: &str, links: &str, suspects: &str) {
        let members: Vec<_> = named(home)
            .into_iter()
            .map(|n| Member { subject: n.subject, space: n.space })
            .collect();
        let plan = plan(&named(activity), &members);
        let show = |pairs: &[(SubjectId, SubjectId, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(a, b, _)| format!("{}-{}", a.0, b.0)).collect();
            pairs.join(" ")
        };
        assert_eq!((show(&plan.links), show(&plan.suspects)), (links.into(), suspects.into()));
    }

    #[test]
    fn new_identifiers_named_together_are_one_person() {
        check("i1 e2 p3 v4", "", "1-2 1-3 1-4", "");
    }

    #[test]
    fn a_new_id_joins_the_one_customer_with_that_email() {
        check("i5 e2=1", "e2", "2-5", "");
        check("i5 e2=1 p6 v7?", "e2", "2-5 5-6 5-7", "");
    }

    #[test]
    fn a_second_id_in_the_same_shop_never_joins() {
        check("i5 e2=1", "e2 i1", "", "5-2");
        check("i5 e2=1 p6", "e2 i1", "5-6", "5-2");
    }

    #[test]
    fn two_known_people_are_never_fused() {
        check("i1=1 e2=2", "i1", "", "1-2");
        check("i9 e1=1 p2=2", "e1", "", "9-1 9-2");
    }

    #[test]
    fn a_phone_does_not_link_where_emails_differ() {
        check("e9 p2=1", "p2 e1", "", "9-2");
        check("i9 p2=1", "p2 e1", "2-9", "");
    }

    #[test]
    fn a_visitor_joins_once() {
        check("i1=1 v4?", "i1", "1-4", "");
        check("i1=1 v4=2", "i1", "", "");
        check("v4", "", "", "");
    }
}
