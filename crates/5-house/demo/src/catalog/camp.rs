//! Packs and camp, and the paid club.

use super::shelf;

shelf!(PACKS, Packs, Ever, [
    "kt-5101" "Daypack Nordhang 22" "Grat & Tal" 11_900 4_900 Backpack Bottle 9
    "kt-5102" "Trekking Pack Nordhang 45" "Grat & Tal" 19_900 8_600 Backpack Clay 5
    "kt-5103" "Trekking Pack Nordhang 60" "Grat & Tal" 23_900 10_500 Backpack Night 3
    "kt-5104" "Commuter Rolltop 20" "Kettle & Trail" 12_900 5_200 Backpack Ink 7
    "kt-5105" "Running Pack 8" "Vorlauf" 9_900 4_000 Backpack Apricot 5
    "kt-5106" "Market Tote" "Kettle & Trail" 2_400 850 Tote Sand 6
    "kt-5107" "Hip Bag 2 l" "Talgrund" 3_900 1_500 Tote Moss 6
    "kt-5108" "Packing Cubes, Set of 3" "Talgrund" 3_400 1_300 Tote Fog 4
]);

shelf!(CAMP, Camp, Ever, [
    "kt-5201" "Enamel Mug 350 ml" "Kettle & Trail" 1_600 520 Mug Bottle 10
    "kt-5202" "Enamel Mug 500 ml" "Kettle & Trail" 1_900 640 Mug Apricot 7
    "kt-5203" "Trail Kettle 0.9 l" "Kettle & Trail" 4_900 1_900 Kettle Fog 9
    "kt-5204" "Gas Stove Funke" "Lichtwerk" 5_900 2_500 Stove Ink 6
    "kt-5205" "Wood Stove Kienspan" "Lichtwerk" 7_900 3_400 Stove Clay 4
    "kt-5206" "Titanium Pot 0.8 l" "Grat & Tal" 5_400 2_300 Pot Fog 5
    "kt-5207" "Cast-Iron Camp Pan" "Grat & Tal" 4_400 1_800 Pot Ink 4
    "kt-5208" "Spork, Set of 2" "Talgrund" 1_200 380 Spork Moss 6
    "kt-5209" "Vacuum Flask 1 l" "Kettle & Trail" 3_900 1_600 Bottle Night 8
    "kt-5210" "Tent Waldsaum 2" "Grat & Tal" 32_900 14_900 Tent Moss 4
    "kt-5211" "Sleeping Mat Moos" "Grat & Tal" 9_900 4_300 Towel Bottle 4
    "kt-5212" "Camp Lantern" "Lichtwerk" 3_900 1_600 Headlamp Sand 4
]);

shelf!(MEMBERSHIP, Membership, Ever, [
    "kt-9001" "Trail Club, One Year" "Kettle & Trail" 3_900 800 Badge Bottle 5
]);
