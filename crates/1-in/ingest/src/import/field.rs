//! The registry of fields that a column can be read as: word, label, kinds, and the names that
//! files give it. One more name for a field is one more word in a line.

use serde::{Deserialize, Serialize};

/// What the rows of a file are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// People.
    Customers,
    /// Things that are sold.
    Products,
    /// Purchases, one line per product or per order.
    Orders,
    /// Anything that happened.
    Activities,
    /// Addresses that must not be written to.
    Suppressions,
}

impl Kind {
    /// Every kind with its word on the command line and in the API.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Customers, "customers"),
        (Self::Products, "products"),
        (Self::Orders, "orders"),
        (Self::Activities, "activities"),
        (Self::Suppressions, "suppressions"),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("customers", |(_, word)| word)
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

macro_rules! fields {
    ($($name:ident $word:literal $label:literal [$($kind:ident)+] $names:literal,)*) => {
        /// What a column can be read as.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the label in the registry says it")]
        pub enum Field {
            $($name,)*
        }

        impl Field {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in the contract and in mappings.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Its name for people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// Whether rows of this kind can have it.
            pub fn is_of(self, kind: Kind) -> bool {
                match self { $(Self::$name => [$(Kind::$kind),+].contains(&kind),)* }
            }

            /// The names that files give it: lower case, without accents, spaces and marks.
            fn names(self) -> &'static str {
                match self { $(Self::$name => $names,)* }
            }
        }
    };
}

fields! {
    CustomerId "customer_id" "Customer id" [Customers Orders Activities]
        "customerid customernumber customerno custid clientid clientnumber userid contactid \
         memberid externalid householdkey householdid kundennummer kundenid kundennr numeroclient \
         idclient recordid personid",
    RegularsId "regulars_id" "Id in Regulars" [Customers] "regularsid",
    Email "email" "Email" [Customers Orders Activities Suppressions]
        "email emailaddress mail mailaddress emails customeremail contactemail useremail \
         emailadresse mailadresse adresseemail courriel adressemail correo personemailwork \
         secondaryemail emailwork",
    Phone "phone" "Phone" [Customers Orders Activities]
        "phone phonenumber telephone tel mobile mobilephone mobilenumber cell cellphone sms \
         smsnumber telefon telefonnummer handy handynummer mobiltelefon telephonemobile portable \
         defaultaddressphone homephone otherphone personphonework",
    AnonymousId "anonymous_id" "Visitor id" [Activities] "anonymousid visitorid deviceid cookieid",
    FirstName "first_name" "First name" [Customers]
        "firstname fname forename givenname vorname prenom nombre",
    LastName "last_name" "Last name" [Customers]
        "lastname lname surname familyname nachname familienname nomdefamille apellido",
    FullName "full_name" "Full name" [Customers]
        "name fullname customername contactname personname displayname nom",
    BirthDate "birth_date" "Birth date" [Customers]
        "birthdate birthday dateofbirth dob geburtsdatum geburtstag datedenaissance naissance",
    Gender "gender" "Gender" [Customers] "gender sex geschlecht genre sexe",
    Language "language" "Language" [Customers]
        "language locale lang preferredlanguage sprache langue",
    Timezone "timezone" "Time zone" [Customers] "timezone tz zeitzone",
    Address1 "address1" "Street" [Customers]
        "address1 address street street1 streetaddress addressline1 mailingstreet \
         defaultaddressaddress1 strasse adresse adresse1 rue strassehausnummer",
    Address2 "address2" "Address, second line" [Customers]
        "address2 street2 addressline2 defaultaddressaddress2 adresszusatz adresse2 complement",
    PostalCode "postal_code" "Postal code" [Customers]
        "postalcode zip zipcode postcode zippostalcode mailingzip mailingpostalcode \
         defaultaddresszip plz postleitzahl codepostal",
    City "city" "City" [Customers]
        "city town mailingcity defaultaddresscity ort stadt wohnort ville ciudad",
    Region "region" "Region" [Customers]
        "region state province stateregion stateprovince mailingstate defaultaddressprovincecode \
         provincecode bundesland departement county",
    Country "country" "Country" [Customers]
        "country countrycode countryregion mailingcountry defaultaddresscountrycode land pays pais",
    CreatedAt "created_at" "Customer since" [Customers]
        "createdat created createdate creationdate dateadded datejoined joined joinedat \
         signupdate registeredat registrationdate dateregistered customersince profilecreatedon \
         createdtime createddate erstelltam registriertam kundeseit datedecreation",
    EmailConsent "email_consent" "Email consent" [Customers]
        "emailconsent acceptsemailmarketing acceptsmarketing emailmarketingconsent emailoptin \
         newsletter subscribe subscribed optin marketingconsent emailsubscriptionstatus \
         emailmarketing newsletteranmeldung",
    EmailConsentAt "email_consent_at" "Email consent given at" [Customers]
        "emailconsentat emailmarketingconsenttimestamp consenttimestamp optintime confirmtime \
         optinat emailoptinat optindate",
    SmsConsent "sms_consent" "Text message consent" [Customers]
        "smsconsent acceptssmsmarketing smsmarketingconsent smsoptin smssubscribed",
    SmsConsentAt "sms_consent_at" "Text message consent given at" [Customers]
        "smsconsentat smsmarketingconsenttimestamp smsoptinat",
    Tags "tags" "Tags" [Customers Products] "tags tag labels schlagworte etiquettes",
    Suppressed "suppressed" "Must not be mailed" [Customers]
        "suppressed emailsuppressions unsubscribedfromallemail hasoptedoutofemail emailoptout \
         unsubscribed optedout unsubtime cleantime bounced",
    SuppressionReason "reason" "Reason" [Suppressions]
        "reason suppressionreason emailsuppressions unsubreason type status grund raison",
    SuppressedAt "suppressed_at" "Not mailed since" [Suppressions]
        "suppressedat at date timestamp createdat unsubscribedat datum",
    ProductId "product_id" "Product id" [Products Orders]
        "productid itemid productnumber articleid artikelnummer artikelnr artikelid productkey \
         idproduit lineitemproductid stockcode",
    Sku "sku" "SKU" [Products Orders] "sku lineitemsku variantsku itemsku articlenumber reference",
    ProductName "name" "Product name" [Products Orders]
        "name title productname producttitle itemname lineitemname description bezeichnung \
         artikelname artikel produktname produit nomduproduit designation",
    Category "category" "Category" [Products Orders]
        "category categories productcategory producttype type department kategorie categorie \
         warengruppe googleproductcategory",
    Brand "brand" "Brand" [Products] "brand vendor manufacturer marke hersteller marque fabricant",
    Price "price" "Price" [Products]
        "price saleprice unitprice variantprice regularprice retailprice preis verkaufspreis prix",
    Cost "cost" "Cost of goods" [Products]
        "cost costperitem costprice unitcost purchaseprice einkaufspreis cout prixdachat",
    Currency "currency" "Currency" [Products Orders]
        "currency currencycode wahrung devise monnaie moneda",
    Url "url" "Page" [Products] "url link producturl permalink",
    ImageUrl "image_url" "Picture" [Products]
        "imageurl image imagelink imagesrc picture bild bildurl photo",
    Stock "stock" "Stock" [Products]
        "stock inventory quantity stockquantity inventoryquantity variantinventoryqty bestand \
         lagerbestand lager",
    OrderId "order_id" "Order id" [Orders]
        "orderid ordernumber orderno ordername order orderkey invoiceno invoicenumber invoiceid \
         transactionid basketid bestellnummer bestellnr auftragsnummer numerocommande \
         numerodecommande commande idcommande",
    PlacedAt "placed_at" "Placed at" [Orders]
        "placedat orderdate orderedat orderplacedat date createdat created purchasedate \
         purchasedat invoicedate transactiondate transactiontimestamp timestamp paidat \
         bestelldatum datum datecommande datedecommande",
    Status "status" "Status" [Orders]
        "status orderstatus state financialstatus bestellstatus statut",
    Quantity "quantity" "Quantity" [Orders]
        "quantity qty units lineitemquantity pieces menge anzahl stuckzahl quantite",
    UnitPrice "unit_price" "Unit price" [Orders]
        "unitprice price itemprice lineitemprice productprice einzelpreis stuckpreis preis prix \
         prixunitaire",
    LineDiscount "line_discount" "Discount on the line" [Orders]
        "linediscount lineitemdiscount itemdiscount",
    OrderDiscount "order_discount" "Discount on the order" [Orders]
        "orderdiscount discount discountamount totaldiscount rabatt remise",
    Tax "tax" "Tax" [Orders] "tax taxes taxamount totaltax mwst steuer tva",
    Shipping "shipping" "Shipping" [Orders]
        "shipping shippingamount shippingcost totalshipping versand versandkosten fraisdeport \
         livraison",
    Total "total" "Total" [Orders]
        "total totalprice ordertotal totalamount grandtotal amount revenue totalpaid gesamt \
         gesamtbetrag summe betrag montant totalttc",
    Refunded "refunded" "Money that went back" [Orders]
        "refunded refundedamount refundamount totalrefunded refund erstattet rembourse",
    CancelledAt "cancelled_at" "Cancelled at" [Orders] "cancelledat canceledat",
    Coupon "coupon" "Coupon" [Orders]
        "coupon couponcode discountcode discountcodes vouchercode voucher gutschein gutscheincode \
         codepromo",
    Channel "channel" "Channel" [Orders] "channel saleschannel source kanal vertriebskanal canal",
    ActivityId "activity_id" "Activity id" [Activities]
        "activityid eventid messageid insertid uuid id",
    ActivityName "name" "What happened" [Activities]
        "name event eventname activity activityname action metric metricname type ereignis",
    At "at" "When" [Activities]
        "at timestamp time date datetime occurredat eventtime eventtimestamp eventdate createdat \
         originaltimestamp sentat zeitpunkt datum",
    Properties "properties" "Properties (JSON)" [Activities]
        "properties eventproperties props eigenschaften",
}

impl Field {
    /// Reads a word of a mapping.
    pub fn parse(word: &str, kind: Kind) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.is_of(kind) && field.word() == word)
    }

    /// The field that a folded column name means in rows of this kind.
    pub(crate) fn meant_by(folded: &str, kind: Kind) -> Option<Self> {
        let of_kind = || Self::ALL.iter().copied().filter(move |field| field.is_of(kind));
        let own = of_kind().find(|field| field.word().replace('_', "") == folded);
        let by_id = match (folded, kind) {
            ("id", Kind::Customers) => Some(Self::CustomerId),
            ("id", Kind::Products) => Some(Self::ProductId),
            ("id", Kind::Orders) => Some(Self::OrderId),
            _ => None,
        };
        let named = || of_kind().find(|field| field.names().split(' ').any(|name| name == folded));
        own.or(by_id).or_else(named)
    }

    /// Whether rows of its kind cannot be taken without it.
    pub fn is_required(self) -> bool {
        use Field::{ActivityName, At, OrderId, PlacedAt, ProductId};
        matches!(self, OrderId | PlacedAt | ActivityName | At | ProductId)
    }

    /// Whether several columns may be read as it.
    pub(crate) fn takes_many(self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Tags | Self::Suppressed)
    }

    /// Whether it holds money.
    pub(crate) fn is_money(self) -> bool {
        use Field::{Cost, LineDiscount, OrderDiscount, Price, Refunded, Shipping, Tax, Total};
        self == Self::UnitPrice
            || matches!(
                self,
                Cost | LineDiscount | OrderDiscount | Price | Refunded | Shipping | Tax | Total
            )
    }

    /// Whether it holds a time.
    pub(crate) fn is_time(self) -> bool {
        use Field::{At, BirthDate, CancelledAt, CreatedAt, EmailConsentAt, PlacedAt};
        matches!(self, At | BirthDate | CancelledAt | CreatedAt | EmailConsentAt | PlacedAt)
            || matches!(self, Self::SmsConsentAt | Self::SuppressedAt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::lists::fold;
    use std::collections::HashSet;

    #[test]
    fn words_and_names_are_unique_within_a_kind() {
        for (kind, word) in Kind::ALL {
            let mut seen = HashSet::new();
            for field in Field::ALL.iter().filter(|field| field.is_of(kind)) {
                assert!(seen.insert(field.word()), "{word}: {}", field.word());
                assert_eq!(Field::parse(field.word(), kind), Some(*field));
                for name in field.names().split(' ') {
                    assert_eq!(fold(name), name, "{name} is folded");
                }
            }
            assert_eq!(Kind::parse(word), Some(kind));
        }
    }

    #[test]
    fn headers_in_three_languages_are_understood() {
        for (header, kind, want) in [
            ("E-Mail-Adresse", Kind::Customers, Field::Email),
            ("Prénom", Kind::Customers, Field::FirstName),
            ("PLZ", Kind::Customers, Field::PostalCode),
            ("Straße", Kind::Customers, Field::Address1),
            ("ID", Kind::Customers, Field::CustomerId),
            ("id", Kind::Orders, Field::OrderId),
            ("Order #", Kind::Orders, Field::OrderId),
            ("Lineitem price", Kind::Orders, Field::UnitPrice),
            ("Währung", Kind::Orders, Field::Currency),
            ("name", Kind::Products, Field::ProductName),
            ("name", Kind::Activities, Field::ActivityName),
            ("Timestamp", Kind::Activities, Field::At),
        ] {
            assert_eq!(Field::meant_by(&fold(header), kind), Some(want), "{header}");
        }
    }
}
