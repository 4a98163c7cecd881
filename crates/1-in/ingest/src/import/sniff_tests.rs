//! Proposals for files as programs write them.

use super::*;
use std::io::Write;

fn check(name: &str, content: &str) -> Sniffed {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    let mut table = Table::open(file.path(), name).unwrap();
    sniff(&mut table, None, name).unwrap()
}

#[test]
fn the_contracts_columns_need_no_help() {
    for (content, kind) in [
        ("customer_id,email,first_name\n1,a@b.de,A\n", Kind::Customers),
        ("product_id,sku,name,price\n1,s,Cup,3\n", Kind::Products),
        ("order_id,customer_id,placed_at,total\n1,2,2026-01-01,3\n", Kind::Orders),
        ("activity_id,customer_id,name,at,value\n1,2,x,2026-01-01,3\n", Kind::Activities),
    ] {
        let sniffed = check("file.csv", content);
        assert_eq!((sniffed.kind, sniffed.layout), (kind, None), "{content}");
        assert!(sniffed.mapping.check(kind).is_ok(), "{content}");
    }
}

#[test]
fn an_export_of_shopify_is_mapped() {
    let sniffed = check(
        "customers_export.csv",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Address1,\
         Default Address City,Default Address Country Code,Default Address Zip,Phone,Total Spent,\
         Tax Exempt,Tags\n'7,A,B,a@b.de,yes,X 1,Ulm,DE,'89073,'+49 731 1610,12.00,no,vip\n",
    );
    assert_eq!(sniffed.layout, Some("Shopify customers"));
    for (column, word) in [
        ("Customer ID", "customer_id"),
        ("Accepts Email Marketing", "email_consent"),
        ("Default Address Zip", "postal_code"),
        ("Total Spent", ""),
        ("Tax Exempt", "attribute"),
    ] {
        assert_eq!(sniffed.mapping.columns[column], word, "{column}");
    }
}

#[test]
fn mailchimp_says_its_state_by_the_file() {
    let content =
        "Email Address,First Name,MEMBER_RATING,LEID,UNSUB_TIME\na@b.de,A,2,1,2024-01-01\n";
    let sniffed = check("unsubscribed_export.csv", content);
    assert_eq!(sniffed.layout, Some("Mailchimp audience"));
    assert_eq!(sniffed.mapping.fixed["email_consent"], "unsubscribed");
}

#[test]
fn numbers_and_dates_are_told_apart_or_asked_for() {
    let file = |date: &str, total: &str| {
        let content = format!("order_id;customer_id;placed_at;total\n1;2;{date};{total}\n");
        check("orders.csv", &content)
    };
    let german = file("22.11.2026", "19,90");
    assert_eq!(german.mapping.decimals, Decimals::Comma);
    assert_eq!((german.mapping.date_order, german.question), (Some(DateOrder::DayFirst), None));
    let american = file("11/22/2026", "1,234.50");
    assert_eq!(american.mapping.decimals, Decimals::Point);
    assert_eq!(american.mapping.date_order, Some(DateOrder::MonthFirst));
    let open = file("03/04/2026", "12");
    assert_eq!((open.mapping.date_order, open.question.as_deref()), (None, Some("placed_at")));
    assert_eq!(file("2026-11-22", "1").question, None);
}

#[test]
fn files_that_are_no_table_say_so() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"PAR1 this is no parquet").unwrap();
    for (name, want) in [
        ("x.parquet", "not a readable Parquet file"),
        ("x.xlsx", "\".xlsx\" is no format"),
        ("x.csv.gz", "failed to read the file"),
        ("x.csv.zst", "failed to read the file"),
        ("noending", "noending"),
    ] {
        let told = Table::open(file.path(), name).map(|_| ()).unwrap_err().to_string();
        assert!(told.contains(want), "{name}: {told}");
    }
}

/// The layout, a header as it is exported, and what each column is read as.
const HEADERS: &[(&str, &str, &str)] = &[
    (
        "Klaviyo profiles",
        "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,\
             Address 2,City,State / Region,Country,Zip Code,Latitude,Longitude,Source,IP Address,\
             Email Marketing Consent,Email Marketing Consent Timestamp,\
             Historic Customer Lifetime Value,Total Customer Lifetime Value,\
             Predicted Customer Lifetime Value,Average Order Value,Historic Number Of Orders,\
             First Active,Last Active,Profile Created On,Date Added,Last Open,Last Click,\
             Average Days Between Orders,Email Suppressions",
        "email--first_name-last_name-attribute-attribute-phone-address1-address2-city-region-\
             country-postal_code---attribute--email_consent-email_consent_at--------created_at-----\
             suppressed",
    ),
    (
        "Mailchimp audience",
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,\
             OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,\
             CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS",
        "email-first_name-last_name-address1-phone-attribute:birthday--created_at--\
             email_consent_at------timezone-country-region----attribute-tags",
    ),
    (
        "HubSpot contacts",
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Company Name,\
             Job Title,Lifecycle Stage,Lead Status,Country/Region,City,Create Date,\
             Last Modified Date,\
             Original Source,Original Source Drill-Down 1,Original Source Drill-Down 2,\
             Marketing contact status,Unsubscribed from all email",
        "attribute:hubspot_record_id-first_name-last_name-email-phone-attribute-attribute-\
             attribute-attribute-attribute-country-city-created_at--attribute---attribute-\
             suppressed",
    ),
    (
        "Zoho contacts",
        "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,\
             Account Name.id,Account Name,Email,Title,Department,Phone,Home Phone,Other Phone,Fax,\
             Mobile,Date of Birth,Assistant,Asst Phone,Email Opt Out,Created By,Modified By,\
             Created Time,Modified Time,Secondary Email,Mailing Street,Mailing City,Mailing State,\
             Mailing Zip,Mailing Country,Description,Tag",
        "attribute:zoho_record_id---attribute-first_name-last_name--attribute:company-email-\
             attribute-attribute-phone-phone-phone--phone-birth_date---suppressed---created_at--\
             email-address1-city-region-postal_code-country-attribute-tags",
    ),
    (
        "Salesforce contacts",
        "Id,IsDeleted,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,\
             MailingState,MailingPostalCode,MailingCountry,Phone,Fax,MobilePhone,HomePhone,\
             AssistantPhone,Email,Title,LeadSource,Birthdate,OwnerId,HasOptedOutOfEmail,DoNotCall,\
             CreatedDate,LastModifiedDate,SystemModstamp,EmailBouncedDate,Loyalty__c",
        "attribute:salesforce_id---last_name-first_name-attribute-full_name-address1-city-\
             region-postal_code-country-phone--phone-phone--email-attribute-attribute-birth_date--\
             suppressed-attribute-created_at---suppressed-attribute",
    ),
    (
        "Pipedrive people",
        "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Label,\
             Person - Organization,Person - Email - Work,Person - Email - Home,\
             Person - Phone - Work,Person - Phone - Mobile,Person - Owner,\
             Person - Marketing status,Person - Person created",
        "attribute:pipedrive_id-full_name-first_name-last_name-tags-attribute:company-email-\
             email-phone-phone--email_consent-created_at",
    ),
    (
        "WooCommerce customers",
        "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,\
             Region,Postal Code,Billing Phone,Shipping Phone,Role",
        "full_name-attribute--created_at-email----country-city-region-postal_code-phone-phone-\
             attribute",
    ),
    (
        "WooCommerce orders",
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),\
             Items sold,Coupon(s),Net Sales,Attribution",
        "placed_at-order_id--status-----coupon-total-channel",
    ),
    (
        "WooCommerce orders, line by line",
        "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),\
             Last Name (Billing),Email (Billing),Phone (Billing),Item #,SKU,Item Name,\
             Quantity,Item Cost,Coupon Code,Discount Amount,Cart Discount Amount,\
             Order Tax Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount",
        "order_id-status-placed_at-attribute-attribute-attribute-email-phone-attribute-sku-\
             name-quantity-unit_price-coupon--order_discount-tax-shipping-refunded-total",
    ),
    (
        "WooCommerce products",
        "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Is featured?,\
             Visibility in catalog,Short description,Description,Tax status,In stock?,Stock,\
             Weight (kg),Sale price,Regular price,Categories,Tags,Images,Parent,External URL,\
             Position,Cost of goods",
        "product_id-attribute:type-sku-attribute:gtin-name------\
             --stock-attribute-attribute:sale_price-price-category-tags-image_url--url--cost",
    ),
    (
        "Shopify customers",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,\
             Default Address Company,Default Address Address1,Default Address Address2,\
             Default Address City,Default Address Province Code,Default Address Country Code,\
             Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,\
             Total Orders,Note,Tax Exempt,Tags",
        "customer_id-first_name-last_name-email-email_consent-attribute:company-address1-\
             address2-city-region-country-postal_code-phone-phone-sms_consent---attribute-\
             attribute-tags",
    ),
    (
        "Shopify orders",
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,\
             Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,\
             Created at,Lineitem quantity,Lineitem name,Lineitem price,\
             Lineitem compare at price,Lineitem sku,Refunded Amount,Id,Tags,Source,Phone",
        "order_id-email-status--attribute-attribute--currency-attribute-shipping-tax-total-\
             coupon-order_discount-attribute-placed_at-quantity-name-unit_price-attribute-sku-\
             refunded--attribute-channel-phone",
    ),
];

#[test]
fn whole_headers_of_exports_are_mapped() {
    for (layout, header, want) in HEADERS {
        let row = vec!["1"; header.split(',').count()].join(",");
        let sniffed = check("export.csv", &format!("{header}\n{row}\n"));
        assert_eq!(sniffed.layout, Some(*layout));
        let words: Vec<&str> = sniffed
            .columns
            .iter()
            .map(|column| sniffed.mapping.columns[&column.name].as_str())
            .collect();
        assert_eq!(words.join("-"), *want, "{layout}");
    }
}
