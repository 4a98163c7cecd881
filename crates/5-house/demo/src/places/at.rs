//! Austria.

use super::{Country, People};

pub(crate) const AUSTRIA: Country = Country {
    code: "AT",
    share: 10.0,
    currency: "EUR",
    language: "de",
    zone: "Europe/Vienna",
    lag: 0,
    towns: "\
Wien|Wien|1010, 1020, 1050, 1070, 1090, 1160, 1180
Graz|Steiermark|8010, 8020, 8045
Linz|Oberösterreich|4020, 4040
Salzburg|Salzburg|5020, 5026
Innsbruck|Tirol|6020
Klagenfurt am Wörthersee|Kärnten|9020
Dornbirn|Vorarlberg|6850
St. Pölten|Niederösterreich|3100
Bregenz|Vorarlberg|6900
Kitzbühel|Tirol|6370",
    peoples: &[People {
        language: "de",
        women: "Anna, Magdalena, Katharina, Viktoria, Elisabeth, Theresa, Lisa, Marlene, Eva, \
Johanna, Valentina, Christina, Veronika, Barbara, Hannah, Franziska, Rosa, Ivana, Jelena, Helene",
        men: "Lukas, Florian, Maximilian, Alexander, Stefan, Dominik, Matthias, Clemens, Raphael, \
Jakob, Gregor, Wolfgang, Günter, Bernhard, Leopold, Konstantin, Xaver, Milan, Dragan, Elias",
        families: "Gruber, Huber, Bauer, Wagner, Müller, Pichler, Steiner, Moser, Mayer, Hofer, \
Leitner, Berger, Fuchs, Eder, Fischer, Schmid, Winkler, Weber, Schwarz, Maier, Schneider, Reiter, \
Mayr, Wimmer, Egger, Brunner, Lang, Baumgartner, Auer, Binder, Lechner, Wolf, Wallner, Aigner, \
Ebner, Koller, Haas, Schuster, Jovanović, Petrović, Kovač, Oberhofer, Höllerer, Strobl, Zöchling",
        streets: "Hauptstraße #, Kirchengasse #, Mariahilfer Straße #, Neubaugasse #, \
Josefstädter Straße #, Bahnhofstraße #, Feldgasse #, Lindengasse #, Mühlgasse #, Schulgasse #, \
Am Graben #, Sonnenweg #, Wiener Straße #, Bergweg #",
    }],
};
