//! Italy.

use super::{Country, People};

pub(crate) const ITALY: Country = Country {
    code: "IT",
    share: 2.0,
    currency: "EUR",
    language: "it",
    zone: "Europe/Rome",
    lag: 0,
    towns: "\
Milano|Lombardia|20121, 20135, 20154
Torino|Piemonte|10121, 10138
Bologna|Emilia-Romagna|40121, 40137
Trento|Trentino-Alto Adige|38122
Bolzano|Trentino-Alto Adige|39100|de
Roma|Lazio|00153, 00184
Forlì|Emilia-Romagna|47121",
    peoples: &[
        People {
            language: "it",
            women: "Giulia, Francesca, Chiara, Martina, Sara, Alessia, Elena, Noemi, Beatrice, \
Niccoletta, Ginevra, Lucia",
            men: "Niccolò, Lorenzo, Matteo, Andrea, Davide, Francesco, Marco, Pietro, Tommaso, \
Simone, Gabriele, Federico",
            families: "Rossi, Russo, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco, \
Bruno, Gallo, Conti, De Luca, Costa, D'Angelo, Cattanì, Marchetti, Fabbri",
            streets: "Via Garibaldi #, Via Roma #, Corso Vittorio Emanuele #, \
Via San Nicolò #, Piazza della Libertà #, Via dei Mille #, Viale Trento #",
        },
        People {
            language: "de",
            women: "Magdalena, Greta, Evi, Sabine, Verena, Judith, Barbara, Petra, Sigrid, \
Maria, Renate, Astrid",
            men: "Hannes, Matthias, Peter, Florian, Günther, Andreas, Lukas, Josef, Ulrich, \
Manuel, Reinhold, Klaus",
            families: "Gruber, Pichler, Kofler, Mair, Hofer, Plattner, Egger, Unterkircher, \
Rainer, Thaler, Gasser, Mayr, Steger",
            streets: "Laubengasse #, Museumstraße #, Reschenstraße #, Guntschnastraße #",
        },
    ],
};
