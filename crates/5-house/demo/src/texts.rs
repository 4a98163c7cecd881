//! What people write to the shop, and what is written down about consents.

use crate::buying::N_PLAIN_TEXTS;

/// Requests by mail: first the plain ones, then those about late parcels.
/// `{carrier}` and `{order}` are filled in.
const REQUESTS: [(&str, &str); 14] = [
    ("sizing", "Hello, I am between two sizes. Does the cut run small?"),
    ("return", "I would like to send one item of order {order} back. Is there a label?"),
    ("invoice", "Could you send me the invoice for {order} with our company name, please?"),
    ("coffee", "Which grind do you suggest for a stovetop pot?"),
    ("exchange", "May I exchange the shoes from {order} for half a size more?"),
    ("gift", "Order {order} is a present. Could you leave the slip out of the parcel?"),
    ("care", "May the merino shirt go into the dryer? The label says nothing."),
    ("discount", "I forgot to enter my code with {order}. Can it still be taken off?"),
    ("shipping", "{carrier} has not moved my parcel for four days. Where is {order}?"),
    ("shipping", "Again {carrier}! The driver rang nowhere and {order} is back at the depot."),
    ("shipping", "The tracking of {order} stands still since Monday. This is {carrier}, I see."),
    ("shipping", "Please do not ship with {carrier} again. {order} is late for the second time."),
    ("shipping", "{order} should have been here last week. {carrier} answers no calls."),
    ("shipping", "My parcel {order} was left in the rain by {carrier}. The box is soaked."),
];

/// The topic and the text of a request.
pub(crate) fn request(text: u8, carrier: &str, order: &str) -> (&'static str, String) {
    let (topic, text) = REQUESTS[usize::from(text) % REQUESTS.len()];
    (topic, text.replace("{carrier}", carrier).replace("{order}", order))
}

/// The number of the request about a late parcel with this index.
pub(crate) fn late(index: usize) -> u8 {
    (N_PLAIN_TEXTS + index % (REQUESTS.len() - N_PLAIN_TEXTS)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buying::N_LATE_TEXTS;

    #[test]
    fn late_texts_name_the_carrier_and_plain_ones_do_not() {
        assert_eq!(REQUESTS.len(), N_PLAIN_TEXTS + N_LATE_TEXTS);
        for index in 0..REQUESTS.len() {
            let (topic, text) = request(index as u8, "Blitzkurier", "KT-1");
            assert_eq!(topic == "shipping", index >= N_PLAIN_TEXTS);
            assert_eq!(text.contains("Blitzkurier"), topic == "shipping", "{text}");
            assert!(!text.contains('{'));
        }
        assert_eq!(late(6), late(0));
    }
}
