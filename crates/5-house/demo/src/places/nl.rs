//! The Netherlands.

use super::{Country, People};

pub(crate) const NETHERLANDS: Country = Country {
    code: "NL",
    share: 7.0,
    currency: "EUR",
    language: "nl",
    zone: "Europe/Amsterdam",
    lag: 0,
    towns: "\
Amsterdam|Noord-Holland|1011 AB, 1053 PL, 1072 KT, 1094 HR
Rotterdam|Zuid-Holland|3011 GA, 3021 VL, 3032 AD
Utrecht|Utrecht|3511 EP, 3531 CH, 3581 KX
Den Haag|Zuid-Holland|2511 BT, 2564 PS
Groningen|Groningen|9711 LM, 9724 AJ
Nijmegen|Gelderland|6511 KL, 6525 ED
Eindhoven|Noord-Brabant|5611 EM, 5616 SB
Maastricht|Limburg|6211 CX
Haarlem|Noord-Holland|2011 RD
's-Hertogenbosch|Noord-Brabant|5211 JX",
    peoples: &[People {
        language: "nl",
        women: "Emma, Sanne, Fleur, Lotte, Anouk, Femke, Iris, Julia, Sophie, Eva, Maud, Noor, \
Marijke, Roos, Saskia, Willemijn, Zoë, Daniëlle, Fatma, Liselotte",
        men: "Daan, Noël, Sem, Bram, Jeroen, Joost, Lars, Maarten, Pieter, Ruben, Sander, Sjoerd, \
Thijs, Tijn, Wouter, Jesse, Koen, Niels, Mohamed, Daniël",
        families: "de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, \
Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, \
Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der Meer, Kuipers, van 't Hoff, Özkan, El Amrani, \
Hoekstra, Kok, Prinsen",
        streets: "Kerkstraat #, Dorpsstraat #, Molenweg #, Prinsengracht #, Nieuwe Gracht #, \
Julianalaan #, Beatrixstraat #, Schoolstraat #, Eikenlaan #, Havenkade #, Wilhelminaplein #",
    }],
};
