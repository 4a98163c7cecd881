//! Countries and currencies: what is one, by code and by the names that files use.
//!
//! Names are folded: lower case, no accents, no spaces. Codes are ISO 3166-1 (as in the time zone
//! database, read 2026-11-22) with Kosovo, and ISO 4217 list one with the last codes of countries
//! that took the euro or another currency since 2014, as old orders carry them.

use base::Currency;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Country codes with the folded names of each, separated by spaces.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "andorra"),
    ("AE", "unitedarabemirates uae are"),
    ("AF", "afghanistan"),
    ("AG", "antiguaandbarbuda"),
    ("AI", "anguilla"),
    ("AL", "albania"),
    ("AM", "armenia"),
    ("AO", "angola"),
    ("AQ", "antarctica"),
    ("AR", "argentina"),
    ("AS", "samoaamerican"),
    ("AT", "austria osterreich autriche aut"),
    ("AU", "australia australien australie aus"),
    ("AW", "aruba"),
    ("AX", "alandislands"),
    ("AZ", "azerbaijan"),
    ("BA", "bosniaandherzegovina bosnienundherzegowina"),
    ("BB", "barbados"),
    ("BD", "bangladesh"),
    ("BE", "belgium belgien belgique belgie bel"),
    ("BF", "burkinafaso"),
    ("BG", "bulgaria bulgarien bulgarie bgr"),
    ("BH", "bahrain"),
    ("BI", "burundi"),
    ("BJ", "benin"),
    ("BL", "stbarthelemy"),
    ("BM", "bermuda"),
    ("BN", "brunei"),
    ("BO", "bolivia"),
    ("BQ", "caribbeannl"),
    ("BR", "brazil brasilien bresil brasil bra"),
    ("BS", "bahamas"),
    ("BT", "bhutan"),
    ("BV", "bouvetisland"),
    ("BW", "botswana"),
    ("BY", "belarus"),
    ("BZ", "belize"),
    ("CA", "canada kanada can"),
    ("CC", "cocoskeelingislands"),
    ("CD", "congodemrep democraticrepublicofthecongo"),
    ("CF", "centralafricanrep"),
    ("CG", "congorep republicofthecongo"),
    ("CH", "switzerland schweiz suisse svizzera che"),
    ("CI", "cotedivoire ivorycoast elfenbeinkuste"),
    ("CK", "cookislands"),
    ("CL", "chile"),
    ("CM", "cameroon"),
    ("CN", "china chine chn"),
    ("CO", "colombia"),
    ("CR", "costarica"),
    ("CU", "cuba"),
    ("CV", "capeverde"),
    ("CW", "curacao"),
    ("CX", "christmasisland"),
    ("CY", "cyprus"),
    ("CZ", "czechrepublic czechia tschechien tchequie cze"),
    ("DE", "germany deutschland allemagne alemania germania duitsland deu ger"),
    ("DJ", "djibouti"),
    ("DK", "denmark danemark danmark dnk"),
    ("DM", "dominica"),
    ("DO", "dominicanrepublic"),
    ("DZ", "algeria"),
    ("EC", "ecuador"),
    ("EE", "estonia estland estonie est"),
    ("EG", "egypt"),
    ("EH", "westernsahara"),
    ("ER", "eritrea"),
    ("ES", "spain spanien espagne espana spagna spanje esp"),
    ("ET", "ethiopia"),
    ("FI", "finland finnland finlande suomi fin"),
    ("FJ", "fiji"),
    ("FK", "falklandislands"),
    ("FM", "micronesia"),
    ("FO", "faroeislands"),
    ("FR", "france frankreich francia frankrijk fra"),
    ("GA", "gabon"),
    (
        "GB",
        "britainuk unitedkingdom greatbritain uk england scotland wales northernireland \
         vereinigteskonigreich grossbritannien royaumeuni gbr",
    ),
    ("GD", "grenada"),
    ("GE", "georgia"),
    ("GF", "frenchguiana"),
    ("GG", "guernsey"),
    ("GH", "ghana"),
    ("GI", "gibraltar"),
    ("GL", "greenland"),
    ("GM", "gambia"),
    ("GN", "guinea"),
    ("GP", "guadeloupe"),
    ("GQ", "equatorialguinea"),
    ("GR", "greece griechenland grece grc el"),
    ("GS", "southgeorgiaandthesouthsandwichislands"),
    ("GT", "guatemala"),
    ("GU", "guam"),
    ("GW", "guineabissau"),
    ("GY", "guyana"),
    ("HK", "hongkong"),
    ("HM", "heardislandandmcdonaldislands"),
    ("HN", "honduras"),
    ("HR", "croatia kroatien croatie hrv"),
    ("HT", "haiti"),
    ("HU", "hungary ungarn hongrie hun"),
    ("ID", "indonesia"),
    ("IE", "ireland irland irlande irl"),
    ("IL", "israel isr"),
    ("IM", "isleofman"),
    ("IN", "india indien inde ind"),
    ("IO", "britishindianoceanterritory"),
    ("IQ", "iraq"),
    ("IR", "iran"),
    ("IS", "iceland"),
    ("IT", "italy italien italie italia ita"),
    ("JE", "jersey"),
    ("JM", "jamaica"),
    ("JO", "jordan"),
    ("JP", "japan japon jpn"),
    ("KE", "kenya"),
    ("KG", "kyrgyzstan"),
    ("KH", "cambodia"),
    ("KI", "kiribati"),
    ("KM", "comoros"),
    ("KN", "stkittsandnevis saintkittsandnevis"),
    ("KP", "koreanorth northkorea"),
    ("KR", "koreasouth southkorea korearepublicof republicofkorea sudkorea kor"),
    ("KW", "kuwait"),
    ("KY", "caymanislands"),
    ("KZ", "kazakhstan"),
    ("LA", "laos"),
    ("LB", "lebanon"),
    ("LC", "stlucia"),
    ("LI", "liechtenstein lie"),
    ("LK", "srilanka"),
    ("LR", "liberia"),
    ("LS", "lesotho"),
    ("LT", "lithuania litauen lituanie ltu"),
    ("LU", "luxembourg luxemburg lux"),
    ("LV", "latvia lettland lettonie lva"),
    ("LY", "libya"),
    ("MA", "morocco"),
    ("MC", "monaco"),
    ("MD", "moldova"),
    ("ME", "montenegro"),
    ("MF", "stmartinfrench"),
    ("MG", "madagascar"),
    ("MH", "marshallislands"),
    ("MK", "northmacedonia macedonia"),
    ("ML", "mali"),
    ("MM", "myanmarburma burma myanmar"),
    ("MN", "mongolia"),
    ("MO", "macau"),
    ("MP", "northernmarianaislands"),
    ("MQ", "martinique"),
    ("MR", "mauritania"),
    ("MS", "montserrat"),
    ("MT", "malta"),
    ("MU", "mauritius"),
    ("MV", "maldives"),
    ("MW", "malawi"),
    ("MX", "mexico mexiko mexique mex"),
    ("MY", "malaysia"),
    ("MZ", "mozambique"),
    ("NA", "namibia"),
    ("NC", "newcaledonia"),
    ("NE", "niger"),
    ("NF", "norfolkisland"),
    ("NG", "nigeria"),
    ("NI", "nicaragua"),
    ("NL", "netherlands thenetherlands niederlande paysbas nederland holland nld"),
    ("NO", "norway norwegen norvege norge nor"),
    ("NP", "nepal"),
    ("NR", "nauru"),
    ("NU", "niue"),
    ("NZ", "newzealand neuseeland nzl"),
    ("OM", "oman"),
    ("PA", "panama"),
    ("PE", "peru"),
    ("PF", "frenchpolynesia"),
    ("PG", "papuanewguinea"),
    ("PH", "philippines"),
    ("PK", "pakistan"),
    ("PL", "poland polen pologne polska pol"),
    ("PM", "stpierreandmiquelon"),
    ("PN", "pitcairn"),
    ("PR", "puertorico"),
    ("PS", "palestine"),
    ("PT", "portugal prt"),
    ("PW", "palau"),
    ("PY", "paraguay"),
    ("QA", "qatar"),
    ("RE", "reunion"),
    ("RO", "romania rumanien roumanie rou"),
    ("RS", "serbia"),
    ("RU", "russia russland russie russianfederation rus"),
    ("RW", "rwanda"),
    ("SA", "saudiarabia saudiarabien"),
    ("SB", "solomonislands"),
    ("SC", "seychelles"),
    ("SD", "sudan"),
    ("SE", "sweden schweden suede sverige swe"),
    ("SG", "singapore singapur sgp"),
    ("SH", "sthelena"),
    ("SI", "slovenia slowenien slovenie svn"),
    ("SJ", "svalbardandjanmayen"),
    ("SK", "slovakia slowakei slovaquie svk"),
    ("SL", "sierraleone"),
    ("SM", "sanmarino"),
    ("SN", "senegal"),
    ("SO", "somalia"),
    ("SR", "suriname"),
    ("SS", "southsudan"),
    ("ST", "saotomeandprincipe"),
    ("SV", "elsalvador"),
    ("SX", "stmaartendutch"),
    ("SY", "syria"),
    ("SZ", "eswatiniswaziland swaziland"),
    ("TC", "turksandcaicosis"),
    ("TD", "chad"),
    ("TF", "frenchsterr"),
    ("TG", "togo"),
    ("TH", "thailand"),
    ("TJ", "tajikistan"),
    ("TK", "tokelau"),
    ("TL", "easttimor"),
    ("TM", "turkmenistan"),
    ("TN", "tunisia"),
    ("TO", "tonga"),
    ("TR", "turkey turkiye turkei turquie tur"),
    ("TT", "trinidadandtobago"),
    ("TV", "tuvalu"),
    ("TW", "taiwan"),
    ("TZ", "tanzania"),
    ("UA", "ukraine ukr"),
    ("UG", "uganda"),
    ("UM", "usminoroutlyingislands"),
    ("US", "unitedstates unitedstatesofamerica usa vereinigtestaaten etatsunis"),
    ("UY", "uruguay"),
    ("UZ", "uzbekistan"),
    ("VA", "vaticancity"),
    ("VC", "stvincent"),
    ("VE", "venezuela"),
    ("VG", "virginislandsuk"),
    ("VI", "virginislandsus"),
    ("VN", "vietnam"),
    ("VU", "vanuatu"),
    ("WF", "wallisandfutuna"),
    ("WS", "samoawestern"),
    ("XK", "kosovo"),
    ("YE", "yemen"),
    ("YT", "mayotte"),
    ("ZA", "southafrica sudafrika afriquedusud zaf"),
    ("ZM", "zambia"),
    ("ZW", "zimbabwe"),
];

const CURRENCIES: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN \
    BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD \
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD \
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR \
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP \
    SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD \
    XCG XOF XPF YER ZAR ZMW ZWG ZWL";

static COUNTRY_BY_NAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let names = COUNTRIES.iter().flat_map(|(code, names)| names.split(' ').map(|n| (n, *code)));
    names.collect()
});

/// The ISO 3166 code of a country by its code in any case or by its name.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.len() == 2 {
        let upper = text.to_ascii_uppercase();
        if let Ok(place) = COUNTRIES.binary_search_by_key(&upper.as_str(), |(code, _)| code) {
            return COUNTRIES.get(place).map(|(code, _)| *code);
        }
    }
    COUNTRY_BY_NAME.get(fold(text).as_str()).copied()
}

/// The currency of a code in any case, if there is one.
pub(crate) fn currency(text: &str) -> Option<Currency> {
    let currency = Currency::parse(text).ok()?;
    CURRENCIES.split(' ').any(|code| code == currency.as_str()).then_some(currency)
}

/// Lower case, without accents, spaces and punctuation.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è'..='ë' => folded.push('e'),
            'ì'..='ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò'..='ö' | 'ø' => folded.push('o'),
            'ù'..='ü' => folded.push('u'),
            'ß' => folded.push_str("ss"),
            '&' => folded.push_str("and"),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_name() {
        for (text, want) in [
            ("de", Some("DE")),
            ("Österreich", Some("AT")),
            ("United States of America", Some("US")),
            ("Côte d’Ivoire", Some("CI")),
            ("UK", Some("GB")),
            ("DEU", Some("DE")),
            ("Trinidad & Tobago", Some("TT")),
            ("Atlantis", None),
            ("XX", None),
            ("", None),
        ] {
            assert_eq!(country(text), want, "{text}");
        }
        assert!(COUNTRIES.is_sorted_by_key(|(code, _)| code));
    }

    #[test]
    fn only_currencies_that_exist_are_known() {
        assert_eq!(currency("eur"), Some(Currency::EUR));
        assert_eq!((currency("XYZ"), currency("euro"), currency("")), (None, None, None));
    }
}
