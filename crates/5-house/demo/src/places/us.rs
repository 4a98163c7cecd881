//! The United States.

use super::{Country, People};

pub(crate) const STATES: Country = Country {
    code: "US",
    share: 4.0,
    currency: "USD",
    language: "en-US",
    zone: "America/New_York",
    lag: 6,
    towns: "\
Portland|OR|97202, 97211, 97214||America/Los_Angeles
Seattle|WA|98103, 98112, 98122||America/Los_Angeles
Denver|CO|80202, 80205, 80211||America/Denver
Boulder|CO|80302, 80304||America/Denver
Chicago|IL|60614, 60622, 60647||America/Chicago
Austin|TX|78702, 78704||America/Chicago
Brooklyn|NY|11201, 11215, 11238
Burlington|VT|05401
Asheville|NC|28801",
    peoples: &[People {
        language: "en-US",
        women: "Emma, Olivia, Ava, Sophia, Isabella, Mia, Abigail, Emily, Madison, Chloe, Grace, \
Renée, Guadalupe, Mei, Naomi, Harper, Kayla, Shauna, Beatriz, Ruth",
        men: "Liam, Noah, Mason, Ethan, Logan, Lucas, Jackson, Aiden, Jack, Mateo, José, Wyatt, \
Caleb, Henry, Owen, Marcus, Andre, Kenji, Dale, Theodore",
        families: "Smith, Johnson, Williams, Brown, Jones, Garcia, Miller, Davis, Rodríguez, \
Martinez, Hernández, Lopez, Wilson, Anderson, Thomas, Taylor, Moore, Jackson, Nguyen, Lee, Chen, \
Kim, O'Brien, Walker, Young, Sørensen, Peña, Washington, Kowalski, Begay",
        streets: "# Maple Street, # Oak Avenue, # NE Alberta Street, # Cedar Lane, \
# Washington Street, # Lakeview Drive, # Elm Street, # 2nd Avenue, # Pine Ridge Road, \
# Main Street",
    }],
};
