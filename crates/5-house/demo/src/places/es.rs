//! Spain.

use super::{Country, People};

pub(crate) const SPAIN: Country = Country {
    code: "ES",
    share: 2.0,
    currency: "EUR",
    language: "es",
    zone: "Europe/Madrid",
    lag: 1,
    towns: "\
Madrid|Comunidad de Madrid|28004, 28012, 28015
Barcelona|Cataluña|08001, 08012, 08024
Valencia|Comunitat Valenciana|46001, 46006
Bilbao|País Vasco|48001, 48011
Málaga|Andalucía|29001, 29016
A Coruña|Galicia|15001
Donostia|País Vasco|20001",
    peoples: &[People {
        language: "es",
        women: "Lucía, Sofía, Martina, María, Inés, Paula, Begoña, Nuria, Ángela, Rocío, Andrea, \
Itziar, Carmen",
        men: "Álvaro, Pablo, Íñigo, Adrián, Diego, Javier, Iñaki, Sergio, Martín, Óscar, Jesús, \
Andrés, Xabier",
        families: "García López, Fernández, González Ruiz, Rodríguez, López, Martínez, Sánchez, \
Pérez Gómez, Gómez, Jiménez, Muñoz, Álvarez, Ibáñez, Núñez, Etxeberria, Peña",
        streets: "Calle Mayor #, Calle de la Luna #, Avenida de América #, \
Calle del Príncipe #, Plaza de España #, Calle Velázquez #, Paseo de Gracia #",
    }],
};
