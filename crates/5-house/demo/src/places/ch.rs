//! Switzerland, in German and in French. Swiss German writes ss where Germany writes ß.

use super::{Country, People};

pub(crate) const SWITZERLAND: Country = Country {
    code: "CH",
    share: 10.0,
    currency: "CHF",
    language: "de",
    zone: "Europe/Zurich",
    lag: 0,
    towns: "\
Zürich|Zürich|8001, 8003, 8005, 8032, 8037, 8050
Basel|Basel-Stadt|4051, 4053, 4057
Bern|Bern|3007, 3011, 3013
Luzern|Luzern|6003, 6005
St. Gallen|St. Gallen|9000, 9008
Winterthur|Zürich|8400, 8406
Thun|Bern|3600
Chur|Graubünden|7000
Davos Platz|Graubünden|7270
Genève|Genève|1201, 1204, 1205, 1227|fr
Lausanne|Vaud|1003, 1004, 1006|fr
Neuchâtel|Neuchâtel|2000|fr
Sion|Valais|1950|fr
Delémont|Jura|2800|fr",
    peoples: &[
        People {
            language: "de",
            women: "Anna, Barbara, Céline, Corinne, Daniela, Eva, Fabienne, Flurina, Karin, \
Laura, Lea, Livia, Manuela, Martina, Mirjam, Nadine, Nicole, Regula, Ruth, Sandra, Seraina, Ursina",
            men: "Adrian, Andreas, Beat, Christoph, Daniel, Fabian, Hansjörg, Jürg, Lars, Marco, \
Matthias, Noah, Pascal, Patrick, Remo, Reto, Roger, Simon, Stefan, Thomas, Urs, Yannick",
            families: "Müller, Meier, Schmid, Keller, Weber, Huber, Schneider, Meyer, Steiner, \
Fischer, Gerber, Brunner, Baumann, Frei, Zimmermann, Moser, Widmer, Wyss, Graf, Roth, Bürgi, \
Zürcher, Käser, Lüthi, Ammann, Hürlimann, Aeschbacher, Caduff, Stöckli, Rüegg, Odermatt, Gisler",
            streets: "Bahnhofstrasse #, Dorfstrasse #, Seestrasse #, Hauptstrasse #, \
Kirchgasse #, Rosenweg #, Bergstrasse #, Langstrasse #, Schulhausstrasse #, Im Grund #, \
Weststrasse #, Birkenweg #",
        },
        People {
            language: "fr",
            women: "Chloé, Léa, Aurélie, Céline, Sophie, Mélanie, Laetitia, Valérie, Amélie, \
Élodie, Manon, Noémie, Françoise, Anaïs, Delphine",
            men: "Loïc, Jérôme, Benoît, Grégoire, Xavier, Sébastien, Alexandre, Mathieu, Cédric, \
François, Yves, Raphaël, Gaël, Olivier, Thibault",
            families: "Favre, Rochat, Martin, Dubois, Bonvin, Rey, Jaquet, Pittet, Blanc, \
Chappuis, Monnier, Perret, Girardin, Béguin, Crettenand, Aubert, Cuénoud, Jeanneret, Piguet, \
Rossier",
            streets: "Rue du Rhône #, Avenue de la Gare #, Rue de Lausanne #, \
Chemin des Vignes #, Rue du Marché #, Avenue des Alpes #, Chemin du Lac #, Rue des Tilleuls #, \
Route de Berne #",
        },
    ],
};
