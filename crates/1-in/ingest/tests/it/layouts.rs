//! Small files with the headers that other programs write, taken in from end to end.

use crate::imports::run_as_is;
use base::{ConsentState, OrderStatus, Personal, Space};
use book::CustomerRow;
use ingest::import::State;
use testkit::House;

/// The customer with an address.
fn customer(house: &House, email: &'static str) -> CustomerRow {
    house
        .store
        .read_blocking(&house.scope, move |tx| {
            let subject = ledger::subjects_of_token(tx, &Space::Email, &Personal::new(email))?;
            let id = book::customer_of(tx, subject.unwrap().id)?.unwrap();
            book::get(tx, id)
        })
        .unwrap()
}

fn order(house: &House, number: &'static str) -> book::Order {
    let id = ledger::order_id(&base::Namespace::shop(), number);
    house.store.read_blocking(&house.scope, move |tx| book::find_order(tx, id)).unwrap().unwrap()
}

/// Takes a file in as it was proposed; every row must come in whole.
fn take(house: &House, layout: &str, name: &str, content: &str) {
    let done = run_as_is(house, name, content);
    assert_eq!(done.details.layout.as_deref(), Some(layout));
    assert_eq!((done.state, done.n_problems), (State::Done, 0), "{:?}", done.reasons);
}

fn name(row: &CustomerRow) -> (Option<&str>, Option<&str>) {
    let (first, last) = (row.first_name.as_ref(), row.last_name.as_ref());
    (first.map(Personal::reveal), last.map(Personal::reveal))
}

testkit::on_both! {
    fn contacts_of_salesforce_come_in(house) {
        take(house, "Salesforce contacts", "Contact.csv",
            "\"Id\",\"IsDeleted\",\"AccountId\",\"LastName\",\"FirstName\",\"Name\",\"MailingStreet\",\
             \"MailingCity\",\"MailingState\",\"MailingPostalCode\",\"MailingCountry\",\"MobilePhone\",\
             \"Email\",\"Birthdate\",\"HasOptedOutOfEmail\",\"CreatedDate\",\"SystemModstamp\"\n\
             \"0035g00000A1b2cAAB\",\"0\",\"0015g00000X\",\"Weiß\",\"Jörg\",\"Jörg Weiß\",\
             \"Hauptstr. 1\",\"Berlin\",\"\",\"10115\",\"Germany\",\"+49 30 901820\",\
             \"joerg@example.com\",\"1980-05-17\",\"1\",\"2024-03-01T10:00:00.000Z\",\
             \"2026-01-01T00:00:00.000Z\"\n");
        let row = customer(house, "joerg@example.com");
        assert_eq!(name(&row), (Some("Jörg"), Some("Weiß")));
        assert_eq!(row.email_consent, ConsentState::Withdrawn);
        assert_eq!(row.postal_code.as_deref(), Some("10115"));
        assert_eq!(row.attributes["salesforce_id"], "0035g00000A1b2cAAB");
        assert_eq!(row.since.to_string(), "2024-03-01T10:00:00Z");
    }

    fn contacts_of_zoho_come_in(house) {
        take(house, "Zoho contacts", "Contacts.csv",
            "Record Id,Contact Owner.id,Contact Owner,First Name,Last Name,Account Name,Email,\
             Mobile,Email Opt Out,Mailing Street,Mailing City,Mailing Zip,Mailing Country,Tag,\
             Created Time\n\
             zcrm_1000000000001,zcrm_7,Owner,Ana,Silva,Acme,ana@example.com,+351 912 345 678,\
             false,Rua 1,Lisboa,1000-001,Portugal,\"vip,fair\",2024-03-01 10:00:00\n");
        let row = customer(house, "ana@example.com");
        assert_eq!(name(&row), (Some("Ana"), Some("Silva")));
        assert_eq!((row.country.as_deref(), row.tags.len()), (Some("PT"), 2));
        assert_eq!(row.email_consent, ConsentState::Never);
        assert_eq!(row.attributes["zoho_record_id"], "zcrm_1000000000001");
    }

    fn people_of_pipedrive_come_in(house) {
        take(house, "Pipedrive people", "people.csv",
            "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Label,\
             Person - Organization,Person - Email - Work,Person - Email - Home,\
             Person - Phone - Mobile,Person - Owner,Person - Marketing status,\
             Person - Person created\n\
             12,Ida Berg,Ida,Berg,Hot lead,Acme,ida@example.com,ida@example.org,+46 70 123 45 67,\
             Owner,Subscribed,2024-03-01 10:00:00\n");
        let row = customer(house, "ida@example.org");
        assert_eq!(name(&row), (Some("Ida"), Some("Berg")));
        assert_eq!(row.email.unwrap().reveal(), "ida@example.com");
        assert_eq!((row.email_consent, row.tags), (ConsentState::Granted, vec!["Hot lead".into()]));
    }

    fn exports_of_woocommerce_come_in(house) {
        take(house, "WooCommerce customers", "customers.csv",
            "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,\
             Region,Postal Code,Billing Phone,Shipping Phone,Role\n\
             Eva Novak,eva,2026-01-02 10:00:00,2024-03-01 10:00:00,eva@example.com,2,120.50,60.25,\
             SI,Ljubljana,,1000,+386 1 241 8000,,customer\n");
        let row = customer(house, "eva@example.com");
        assert_eq!(name(&row), (Some("Eva"), Some("Novak")));
        assert_eq!((row.country.as_deref(), row.n_orders), (Some("SI"), 0));

        take(house, "WooCommerce products", "products.csv",
            "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,\"Is featured?\",\
             \"Visibility in catalog\",\"Short description\",Description,\"In stock?\",Stock,\
             \"Sale price\",\"Regular price\",Categories,Tags,Images\n\
             44,simple,cup-1,,Cup,1,0,visible,,A cup.,1,12,,14.90,Kitchen > Cups,\"new, blue\",\
             \"https://shop.example/a.jpg, https://shop.example/b.jpg\"\n");
        let product = house.store.read_blocking(&house.scope, |tx| {
            book::find_product(tx, ledger::product_id(&base::Namespace::shop(), "44"))
        }).unwrap().unwrap();
        assert_eq!((product.name.as_str(), product.stock), ("Cup", Some(12)));
        assert_eq!(product.image_url.as_deref(), Some("https://shop.example/a.jpg"));
        assert_eq!(product.price.unwrap().minor, 1_490);

        take(house, "WooCommerce orders", "orders.csv",
            "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),\
             Items sold,Coupon(s),Net Sales,Attribution\n\
             2026-01-02 10:00:00,1001,$45.00,completed,Eva Novak,returning,\"1× Cup, 2× Tea\",3,\
             SPRING,45,Direct\n");
        let one = order(house, "1001");
        assert_eq!((one.total.minor, one.status), (4_500, OrderStatus::Paid));

        take(house, "WooCommerce orders, line by line", "orders-lines.csv",
            "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),\
             Email (Billing),Phone (Billing),Item #,SKU,Item Name,Quantity,Item Cost,Coupon Code,\
             Discount Amount,Cart Discount Amount,Order Shipping Amount,Order Refund Amount,\
             Order Total Amount\n\
             1002,wc-processing,2026-01-03 09:30,Eva,Novak,eva@example.com,,1,cup-1,Cup,1,14.90,,,\
             0,4.90,5,33.80\n\
             1002,wc-processing,2026-01-03 09:30,Eva,Novak,eva@example.com,,2,tea,Tea,2,7.00,,,0,\
             4.90,5,33.80\n");
        let two = order(house, "1002");
        assert_eq!((two.lines.len(), two.total.minor, two.refunded.minor), (2, 3_380, 500));
        assert_eq!(two.status, OrderStatus::PartiallyRefunded);
        assert_eq!(customer(house, "eva@example.com").n_orders, 1);
    }
}
