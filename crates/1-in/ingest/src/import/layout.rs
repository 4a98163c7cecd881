//! Files of known programs, told by their headers. One more program is one more entry.
//!
//! Column names of Shopify, Klaviyo, Mailchimp and HubSpot were read in the public documentation of
//! their exports (2026-11-22). Those of the others, read 2026-11-27:
//! - WooCommerce products: its exporter, `WC_Product_CSV_Exporter::get_default_column_names`;
//!   customers and orders: `get_export_columns` of the reports' controllers, older releases with
//!   *Date registered* for *Sign Up*. Shops that want an order line by line use the plugin
//!   *Advanced Order Export*, whose default header is taken from files that it wrote.
//! - Salesforce: the fields of *Contact* in its object reference (Data Export, Data Loader), and
//!   their labels, which reports use.
//! - Pipedrive: the columns of exported people as public programs read them (*Person - …*).
//! - Zoho: the standard fields of the contacts module with their labels, as its export names them;
//!   no exported file was at hand.

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
    // Before HubSpot, which has a record id and an owner too.
    Layout {
        name: "Zoho contacts",
        kind: Kind::Customers,
        must: &["recordid", "contactowner"],
        any: &["mailingstreet", "mailingzip", "emailoptout", "asstphone", "secondaryemail"],
        columns: &[
            ("recordid", "attribute:zoho_record_id"),
            ("contactowner", ""),
            ("contactownerid", ""),
            ("accountname", "attribute:company"),
            ("accountnameid", ""),
            ("email", "email"),
            ("contactname", "full_name"),
            // Somebody else's.
            ("assistant", ""),
            ("asstphone", ""),
            ("fax", ""),
            ("createdby", ""),
            ("createdbyid", ""),
            ("modifiedby", ""),
            ("modifiedbyid", ""),
            ("modifiedtime", ""),
            ("lastactivitytime", DERIVED),
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
    Layout {
        name: "Salesforce contacts",
        kind: Kind::Customers,
        must: &["lastname", "email"],
        any: &[
            "hasoptedoutofemail",
            "systemmodstamp",
            "mailingpostalcode",
            "mailingstateprovince",
            "mailingzippostalcode",
        ],
        columns: &[
            ("id", "attribute:salesforce_id"),
            ("contactid", "attribute:salesforce_id"),
            ("email", "email"),
            ("mailingstateprovince", "region"),
            ("mailingzippostalcode", "postal_code"),
            ("isemailbounced", "suppressed"),
            ("emailbounceddate", "suppressed"),
            ("accountname", "attribute:company"),
            ("accountid", ""),
            ("ownerid", ""),
            ("contactowner", ""),
            ("masterrecordid", ""),
            ("recordtypeid", ""),
            ("reportstoid", ""),
            ("individualid", ""),
            ("createdbyid", ""),
            ("lastmodifiedbyid", ""),
            ("lastmodifieddate", ""),
            ("systemmodstamp", ""),
            ("lastactivitydate", DERIVED),
            ("lastcurequestdate", ""),
            ("lastcuupdatedate", ""),
            ("lastvieweddate", ""),
            ("lastreferenceddate", ""),
            ("isdeleted", ""),
            ("photourl", ""),
            ("jigsaw", ""),
            ("jigsawcontactid", ""),
            ("cleanstatus", ""),
            // Somebody else's.
            ("assistantname", ""),
            ("assistantphone", ""),
            ("fax", ""),
            ("hasoptedoutoffax", ""),
            ("mailinglatitude", ""),
            ("mailinglongitude", ""),
            ("mailinggeocodeaccuracy", ""),
            ("otherlatitude", ""),
            ("otherlongitude", ""),
            ("othergeocodeaccuracy", ""),
        ],
    },
    Layout {
        name: "Pipedrive people",
        kind: Kind::Customers,
        must: &["personname"],
        any: &["personid", "personemail", "personemailwork", "personorganization", "personowner"],
        columns: &[
            ("personid", "attribute:pipedrive_id"),
            ("personname", "full_name"),
            ("personfirstname", "first_name"),
            ("personlastname", "last_name"),
            ("personemail", "email"),
            ("personemailwork", "email"),
            ("personemailhome", "email"),
            ("personemailother", "email"),
            ("personphone", "phone"),
            ("personphonework", "phone"),
            ("personphonemobile", "phone"),
            ("personphonehome", "phone"),
            ("personphoneother", "phone"),
            ("personorganization", "attribute:company"),
            ("personlabel", "tags"),
            ("personlabels", "tags"),
            ("personmarketingstatus", "email_consent"),
            ("personpersoncreated", "created_at"),
            ("personcreated", "created_at"),
            ("personowner", ""),
            ("personupdatetime", ""),
            ("personopendeals", DERIVED),
            ("personcloseddeals", DERIVED),
            ("personwondeals", DERIVED),
            ("personlostdeals", DERIVED),
            ("personlastactivitydate", DERIVED),
            ("personnextactivitydate", ""),
        ],
    },
    Layout {
        name: "WooCommerce customers",
        kind: Kind::Customers,
        must: &["username", "email", "aov"],
        any: &["lastactive", "totalspend"],
        columns: &[
            ("name", "full_name"),
            ("signup", "created_at"),
            ("billingphone", "phone"),
            ("shippingphone", "phone"),
            ("lastactive", DERIVED),
            ("orders", DERIVED),
            ("totalspend", DERIVED),
            ("aov", DERIVED),
        ],
    },
    Layout {
        name: "WooCommerce orders",
        kind: Kind::Orders,
        must: &["order", "customertype"],
        any: &["netsales", "nrevenueformatted"],
        columns: &[
            ("order", "order_id"),
            ("date", "placed_at"),
            ("status", "status"),
            // The report has no other amount that is a plain number.
            ("netsales", "total"),
            ("nrevenueformatted", ""),
            ("coupons", "coupon"),
            ("attribution", "channel"),
            // Several in one cell, or a name by which nobody is known.
            ("products", ""),
            ("itemssold", ""),
            ("customer", ""),
            ("customertype", ""),
        ],
    },
    Layout {
        name: "WooCommerce orders, line by line",
        kind: Kind::Orders,
        must: &["ordernumber", "emailbilling"],
        any: &["itemcost", "itemname", "ordertotalamount"],
        columns: &[
            ("ordernumber", "order_id"),
            ("orderid", ""),
            ("orderstatus", "status"),
            ("orderdate", "placed_at"),
            ("emailbilling", "email"),
            ("phonebilling", "phone"),
            ("customeruserid", "customer_id"),
            ("productid", "product_id"),
            ("sku", "sku"),
            ("itemname", "name"),
            ("name", "name"),
            ("category", "category"),
            ("quantity", "quantity"),
            ("itemcost", "unit_price"),
            ("couponcode", "coupon"),
            ("cartdiscountamount", "order_discount"),
            ("discountamount", ""),
            ("ordertotaltaxamount", "tax"),
            ("ordertaxamount", "tax"),
            ("ordershippingamount", "shipping"),
            ("orderrefundamount", "refunded"),
            ("ordertotalamount", "total"),
            ("ordercurrency", "currency"),
        ],
    },
    Layout {
        name: "WooCommerce products",
        kind: Kind::Products,
        must: &["sku", "name", "regularprice"],
        any: &["visibilityincatalog", "isfeatured", "published"],
        columns: &[
            ("id", "product_id"),
            ("regularprice", "price"),
            ("saleprice", "attribute:sale_price"),
            ("costofgoods", "cost"),
            ("images", "image_url"),
            ("externalurl", "url"),
            ("gtinupceanorisbn", "attribute:gtin"),
            ("type", "attribute:type"),
            ("published", ""),
            ("isfeatured", ""),
            ("visibilityincatalog", ""),
            ("shortdescription", ""),
            ("description", ""),
            ("datesalepricestarts", ""),
            ("datesalepriceends", ""),
            ("taxstatus", ""),
            ("taxclass", ""),
            ("instock", ""),
            ("lowstockamount", ""),
            ("backordersallowed", ""),
            ("soldindividually", ""),
            ("allowcustomerreviews", ""),
            ("purchasenote", ""),
            ("shippingclass", ""),
            ("downloadlimit", ""),
            ("downloadexpirydays", ""),
            ("parent", ""),
            ("groupedproducts", ""),
            ("upsells", ""),
            ("crosssells", ""),
            ("buttontext", ""),
            ("position", ""),
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
            ("Record ID,Email,Contact owner,Lifecycle Stage", Some("HubSpot contacts")),
            ("Record Id,Contact Owner,Email,Mailing Street", Some("Zoho contacts")),
            ("Id,LastName,Email,HasOptedOutOfEmail", Some("Salesforce contacts")),
            ("Contact ID,Last Name,Email,Mailing Zip/Postal Code", Some("Salesforce contacts")),
            ("Person - Name,Person - Email - Work", Some("Pipedrive people")),
            ("Name,Username,Last Active,Sign Up,Email,Orders,AOV", Some("WooCommerce customers")),
            ("Date,Order #,Status,Customer type,Net Sales", Some("WooCommerce orders")),
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
