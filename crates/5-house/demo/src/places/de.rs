//! Germany.

use super::{Country, People};

pub(crate) const GERMANY: Country = Country {
    code: "DE",
    share: 45.0,
    currency: "EUR",
    language: "de",
    zone: "Europe/Berlin",
    lag: 0,
    towns: "\
Berlin|Berlin|10115, 10247, 10437, 10719, 10967, 10999, 12043, 12049, 13187, 13353
Hamburg|Hamburg|20095, 20251, 20357, 22085, 22303, 22765
München|Bayern|80331, 80469, 80634, 80798, 81369, 81667
Köln|Nordrhein-Westfalen|50667, 50674, 50823, 50937, 51063
Frankfurt am Main|Hessen|60311, 60316, 60486, 60594
Stuttgart|Baden-Württemberg|70173, 70176, 70197, 70563
Düsseldorf|Nordrhein-Westfalen|40213, 40223, 40477
Leipzig|Sachsen|04103, 04177, 04229, 04275
Dresden|Sachsen|01067, 01097, 01309
Nürnberg|Bayern|90402, 90419, 90459
Hannover|Niedersachsen|30159, 30449, 30655
Bremen|Bremen|28195, 28203, 28209
Freiburg im Breisgau|Baden-Württemberg|79098, 79102, 79115
Münster|Nordrhein-Westfalen|48143, 48155
Göttingen|Niedersachsen|37073, 37085
Tübingen|Baden-Württemberg|72070, 72074
Regensburg|Bayern|93047, 93053
Kiel|Schleswig-Holstein|24103, 24118
Lübeck|Schleswig-Holstein|23552, 23564
Würzburg|Bayern|97070, 97074
Garmisch-Partenkirchen|Bayern|82467
Mainz|Rheinland-Pfalz|55116, 55131
Weimar|Thüringen|99423
Rostock|Mecklenburg-Vorpommern|18055, 18057",
    peoples: &[People {
        language: "de",
        women: "Anna, Käthe, Lena, Hannah, Sophie, Marie, Jana, Katharina, Friederike, Greta, Ida, \
Johanna, Julia, Laura, Lea, Leonie, Luise, Maja, Mathilda, Merle, Miriam, Nele, Paula, Sabine, \
Silke, Stefanie, Svenja, Theresa, Ulrike, Wiebke, Ayşe, Elif, Zeynep, Agnieszka, Olena, Birgit, \
Claudia, Dörte, Heike, Franziska, Antonia, Emilia, Frieda, Clara, Charlotte, Rieke",
        men: "Jürgen, Jörg, Lukas, Felix, Jonas, Maximilian, Paul, Tobias, Sebastian, Florian, \
Matthias, Björn, Sönke, Götz, Thomas, Andreas, Stefan, Michael, Jan, Henrik, Moritz, Niklas, \
Oskar, Philipp, Ruben, Simon, Till, Valentin, Emre, Mehmet, Deniz, Piotr, Bastian, Carsten, Dirk, \
Frank, Hannes, Joachim, Kai, Lennart, Malte, Ole, Rüdiger, Theo",
        families: "Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, \
Hoffmann, Schäfer, Koch, Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann, \
Braun, Krüger, Hofmann, Hartmann, Lange, Schmitt, Werner, Krause, Meier, Lehmann, Köhler, König, \
Huber, Kaiser, Fuchs, Peters, Lang, Scholz, Möller, Weiß, Jung, Hahn, Vogel, Friedrich, Günther, \
Berger, Winkler, Lorenz, Baumann, Böhm, Groß, Schütte, Jäger, Brandt, Grün, Sauer, Özdemir, \
Çelik, Yıldız, Şahin, Nowak, Kowalski, von Bülow, Weißenborn, Müller-Lüdenscheidt, Strauß, \
Preuß, Dörr, Lübbe, Petersen, Hansen, Behrens, Ziegler, Kuhn, Pohl, Engel, Horn, Busch, Sommer",
        streets: "Lindenstraße #, Hauptstraße #, Goethestraße #, Schillerstraße #, Gartenweg #, \
Am Mühlbach #, Kastanienallee #, Bergstraße #, Kirchgasse #, Ahornweg #, Rosenstraße #, \
Uferstraße #, Brunnenstraße #, Birkenweg #, An der Alten Gärtnerei #, Marktplatz #, \
Waldstraße #, Sonnenallee #, Königsberger Straße #, Feldweg #",
    }],
};
