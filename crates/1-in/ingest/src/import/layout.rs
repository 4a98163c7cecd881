//! Files of known programs, told by their headers (column names read 2026-11-22 in the exports'
//! public documentation). One more program is one more entry.

use super::field::Kind;
use crate::meaning::lists::fold;

/// A known export.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Its name for people.
    pub(crate) name: &'static str,
    /// What its rows are about.
    pub(crate) kind: Kind,
    /// Folded headers of which all must be there.
    must: &'static [&'static str],
    /// Folded headers of which one must be there; empty asks for none.
    any: &'static [&'static str],
    /// Folded header and the field it is read as; an empty word leaves the column out.
    columns: &'static [(&'static str, &'static str)],
}

/// Columns that programs work out themselves; here they are worked out from what happened.
const DERIVED: &str = "";

const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Regulars customers",
        kind: Kind::Customers,
        must: &["regularsid"],
        any: &[],
        columns: &[("regularsid", "regulars_id"), ("orders", DERIVED)],
    },
    Layout {
        name: "Shopify orders",
        kind: Kind::Orders,
        must: &["name", "lineitemname"],
        any: &["financialstatus", "lineitemquantity"],
        columns: &[
            ("name", "order_id"),
            ("lineitemname", "name"),
            ("lineitemsku", "sku"),
            ("lineitemquantity", "quantity"),
            ("lineitemprice", "unit_price"),
            ("lineitemdiscount", "line_discount"),
            ("createdat", "placed_at"),
            ("cancelledat", "cancelled_at"),
            ("financialstatus", "status"),
            ("discountamount", "order_discount"),
            ("discountcode", "coupon"),
            ("taxes", "tax"),
            ("shipping", "shipping"),
            ("total", "total"),
            ("refundedamount", "refunded"),
            ("source", "channel"),
            ("email", "email"),
            ("currency", "currency"),
            ("id", ""),
            ("paidat", ""),
            ("acceptsmarketing", ""),
            ("phone", "phone"),
            ("vendor", ""),
        ],
    },
    Layout {
        name: "Shopify customers",
        kind: Kind::Customers,
        must: &["firstname", "email"],
        any: &["acceptsemailmarketing", "defaultaddressaddress1", "taxexempt"],
        columns: &[
            ("totalspent", DERIVED),
            ("totalorders", DERIVED),
            ("defaultaddresscompany", "attribute:company"),
            ("provincecode", "region"),
            ("province", "region"),
        ],
    },
    Layout {
        name: "Klaviyo profiles",
        kind: Kind::Customers,
        must: &["email"],
        any: &["klaviyoid", "emailmarketingconsent", "emailsuppressions"],
        columns: &[
            ("klaviyoid", ""),
            ("historiccustomerlifetimevalue", DERIVED),
            ("totalcustomerlifetimevalue", DERIVED),
            ("predictedcustomerlifetimevalue", DERIVED),
            ("averageordervalue", DERIVED),
            ("historicnumberoforders", DERIVED),
            ("averagedaysbetweenorders", DERIVED),
            ("firstactive", DERIVED),
            ("lastactive", DERIVED),
            ("lastopen", DERIVED),
            ("lastclick", DERIVED),
            ("latitude", ""),
            ("longitude", ""),
            ("ipaddress", ""),
            ("profilecreatedon", "created_at"),
            ("dateadded", ""),
        ],
    },
    Layout {
        name: "Mailchimp audience",
        kind: Kind::Customers,
        must: &["emailaddress"],
        any: &["leid", "euid", "memberrating"],
        columns: &[
            ("memberrating", DERIVED),
            ("optinip", ""),
            ("confirmip", ""),
            ("latitude", ""),
            ("longitude", ""),
            ("gmtoff", ""),
            ("dstoff", ""),
            ("cc", "country"),
            ("lastchanged", ""),
            ("leid", ""),
            ("euid", ""),
            ("optintime", "created_at"),
            ("confirmtime", "email_consent_at"),
            ("unsubtime", "suppressed"),
            ("cleantime", "suppressed"),
            ("unsubcampaigntitle", ""),
            ("unsubcampaignid", ""),
            ("unsubreason", ""),
            ("unsubreasonother", ""),
            // A month and a day without a year is no birth date.
            ("birthday", "attribute:birthday"),
        ],
    },
    Layout {
        name: "HubSpot contacts",
        kind: Kind::Customers,
        must: &["recordid", "email"],
        any: &["lifecyclestage", "contactowner", "marketingcontactstatus", "leadstatus"],
        columns: &[
            ("recordid", "attribute:hubspot_record_id"),
            ("lastmodifieddate", ""),
            ("originalsourcedrilldown1", ""),
            ("originalsourcedrilldown2", ""),
        ],
    },
];

impl Layout {
    /// The export that these columns are of, if it is a known one.
    pub(crate) fn of(columns: &[String]) -> Option<&'static Self> {
        let folded: Vec<String> = columns.iter().map(|column| fold(column)).collect();
        let has = |name: &&str| folded.iter().any(|column| column == name);
        LAYOUTS.iter().find(|layout| {
            layout.must.iter().all(has) && (layout.any.is_empty() || layout.any.iter().any(has))
        })
    }

    /// What it says of a column: a word of a mapping, empty to leave it out.
    pub(crate) fn word_of(&self, folded: &str) -> Option<&'static str> {
        self.columns.iter().find(|(name, _)| *name == folded).map(|(_, word)| *word)
    }

    /// The consent of all rows where the program says it by the name of the file: Mailchimp
    /// writes one file for each state.
    pub(crate) fn consent_by_file(&self, file_name: &str) -> Option<&'static str> {
        if self.name != "Mailchimp audience" {
            return None;
        }
        let name = file_name.to_ascii_lowercase();
        let states = ["unsubscribed", "nonsubscribed", "cleaned", "subscribed"];
        states
            .into_iter()
            .find(|state| name.starts_with(state) || name.contains(&format!("_{state}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str) -> Option<&'static str> {
        let columns: Vec<String> = header.split(',').map(str::to_owned).collect();
        Layout::of(&columns).map(|layout| layout.name)
    }

    #[test]
    fn exports_are_recognised_by_their_header() {
        for (header, want) in [
            (
                "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address \
                 Company,Total Spent,Total Orders,Note,Tax Exempt,Tags",
                Some("Shopify customers"),
            ),
            ("Name,Email,Financial Status,Paid at,Lineitem name", Some("Shopify orders")),
            ("Email,Klaviyo ID,First Name,Last Name", Some("Klaviyo profiles")),
            ("Email Address,First Name,MEMBER_RATING,LEID,EUID", Some("Mailchimp audience")),
            ("Record ID,First Name,Last Name,Email,Lifecycle Stage", Some("HubSpot contacts")),
            ("customer_id,email,first_name", None),
        ] {
            assert_eq!(check(header), want, "{header}");
        }
    }

    #[test]
    fn mailchimp_says_the_state_by_the_name_of_the_file() {
        let columns = ["Email Address".to_owned(), "LEID".to_owned()];
        let layout = Layout::of(&columns).unwrap();
        for (name, want) in [
            ("subscribed_email_audience_export_1.csv", Some("subscribed")),
            ("unsubscribed_members_export.csv", Some("unsubscribed")),
            ("cleaned_email_audience_export.csv", Some("cleaned")),
            ("nonsubscribed_email_audience_export.csv", Some("nonsubscribed")),
            ("audience.csv", None),
        ] {
            assert_eq!(layout.consent_by_file(name), want, "{name}");
        }
    }
}
