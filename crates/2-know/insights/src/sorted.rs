//! Lists of customers in the order of their ids, taken together and apart in one walk.

use base::CustomerId;

/// Two lists in order as one, each id once.
pub(crate) fn merged(left: &[CustomerId], right: &[CustomerId]) -> Vec<CustomerId> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let mut right = right.iter().peekable();
    for id in left {
        while let Some(other) = right.next_if(|other| *other < id) {
            all.push(*other);
        }
        right.next_if(|other| *other == id);
        all.push(*id);
    }
    all.extend(right);
    all
}

/// Who is only in the second, and who is only in the first, of two lists in order.
pub(crate) fn difference(
    before: &[CustomerId],
    after: &[CustomerId],
) -> (Vec<CustomerId>, Vec<CustomerId>) {
    let only = |these: &[CustomerId], others: &[CustomerId]| {
        let mut others = others.iter().peekable();
        let mut found = Vec::new();
        for id in these {
            while others.next_if(|other| *other < id).is_some() {}
            if others.peek() != Some(&id) {
                found.push(*id);
            }
        }
        found
    };
    (only(after, before), only(before, after))
}
