//! France.

use super::{Country, People};

pub(crate) const FRANCE: Country = Country {
    code: "FR",
    share: 11.0,
    currency: "EUR",
    language: "fr",
    zone: "Europe/Paris",
    lag: 0,
    towns: "\
Paris|Île-de-France|75003, 75010, 75011, 75014, 75018, 75020
Lyon|Auvergne-Rhône-Alpes|69001, 69003, 69007
Marseille|Provence-Alpes-Côte d'Azur|13001, 13006, 13008
Toulouse|Occitanie|31000, 31400
Bordeaux|Nouvelle-Aquitaine|33000, 33800
Nantes|Pays de la Loire|44000, 44200
Strasbourg|Grand Est|67000, 67100
Lille|Hauts-de-France|59000, 59800
Rennes|Bretagne|35000, 35700
Grenoble|Auvergne-Rhône-Alpes|38000, 38100
Annecy|Auvergne-Rhône-Alpes|74000
Chamonix-Mont-Blanc|Auvergne-Rhône-Alpes|74400
Besançon|Bourgogne-Franche-Comté|25000
Saint-Étienne|Auvergne-Rhône-Alpes|42000",
    peoples: &[People {
        language: "fr",
        women: "Zoé, Chloé, Léa, Manon, Camille, Inès, Amélie, Élodie, Aurélie, Anaïs, Hélène, \
Océane, Mélanie, Céline, Margaux, Juliette, Lucie, Noémie, Éloïse, Mathilde, Clémence, Agathe, \
Fatima, Aïcha, Solène, Maëlys",
        men: "Noël, Loïc, Jérôme, Benoît, Théo, Hugo, Raphaël, François, Étienne, Rémi, Cédric, \
Grégory, Maël, Gaël, Adrien, Baptiste, Clément, Émile, Joël, Mathéo, Quentin, Stéphane, Yann, \
Mohamed, Karim, Anatole",
        families: "Martin, Bernard, Dubois, Thomas, Robert, Richard, Petit, Durand, Leroy, \
Moreau, Simon, Laurent, Lefèvre, Michel, Garcia, David, Bertrand, Roux, Vincent, Fournier, Morel, \
Girard, André, Mercier, Dupont, Lambert, Bonnet, François, Martinez, Legrand, Garnier, Faure, \
Rousseau, Blanc, Guérin, Boyer, Chevalier, Gauthier, Lemaître, Noël, Besson, Hervé, Delaunay, \
Benoît, Ménard, L'Hermite, Le Goff, Ben Youssef, Desprès, Crépin, Forêt",
        streets: "# rue des Lilas, # rue de la République, # avenue Jean-Jaurès, \
# rue Victor-Hugo, # place de l'Église, # boulevard Voltaire, # rue du Moulin, # rue des Écoles, \
# allée des Érables, # rue Pasteur, # chemin du Pré, # rue de la Fontaine, # quai des Célestins",
    }],
};
