//! The United Kingdom.

use super::{Country, People};

pub(crate) const BRITAIN: Country = Country {
    code: "GB",
    share: 9.0,
    currency: "GBP",
    language: "en",
    zone: "Europe/London",
    lag: 1,
    towns: "\
London|England|E8 3PN, N1 7GU, SE15 4QL, SW9 8QH, NW5 2TJ, E2 8HD
Manchester|England|M1 4BT, M21 9AN, M20 2WS
Bristol|England|BS1 5TR, BS6 5QA
Leeds|England|LS1 4DY, LS6 3HN
Sheffield|England|S1 2BP, S7 1FE
Edinburgh|Scotland|EH1 1BQ, EH6 6JJ, EH10 4BF
Glasgow|Scotland|G1 1XQ, G12 8QQ
Cardiff|Wales|CF10 1EP, CF5 1JF
Belfast|Northern Ireland|BT1 5GS, BT9 6AZ
Brighton|England|BN1 1EE, BN2 9QA
Keswick|England|CA12 5JD
Bath|England|BA1 1LN",
    peoples: &[People {
        language: "en",
        women: "Olivia, Amelia, Isla, Ava, Emily, Sophie, Grace, Charlotte, Freya, Alice, Niamh, \
Siân, Eilidh, Rhiannon, Priya, Aisha, Hannah, Lucy, Jessica, Eleanor, Megan, Zara, Beth, Imogen",
        men: "Oliver, George, Harry, Jack, Jacob, Noah, Charlie, Thomas, James, William, Rhys, \
Callum, Alasdair, Rory, Owen, Mohammed, Arjun, Ethan, Lewis, Seán, Benedict, Toby, Finlay, Hugh",
        families: "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Robinson, \
Wright, Thompson, Evans, Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke, Patel, Khan, \
Lewis, James, Phillips, Campbell, Murray, MacDonald, O'Neill, O'Connor, Fraser, Begum, \
Pritchard, Ashworth, Bennett, Whitfield, Hargreaves, Adeyemi, St John, Llewellyn, Marsh, Okafor",
        streets: "# High Street, # Station Road, # Church Lane, # Victoria Road, # Mill Lane, \
# Park Avenue, # Albert Terrace, # The Green, # Queens Road, # Kings Drive, \
# Meadow View, # Chapel Street",
    }],
};
