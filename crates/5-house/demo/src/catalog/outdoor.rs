//! Outdoor clothes, footwear and accessories.

use super::shelf;

shelf!(JACKETS, Jackets, Ever, [
    "kt-2101" "Kammweg Rain Jacket" "Talgrund" 22_900 9_800 Jacket Bottle 9
    "kt-2102" "Kammweg Light Rain Jacket" "Talgrund" 16_900 7_100 Jacket Apricot 7
    "kt-2103" "Raureif Down Jacket" "Eisvogel" 27_900 12_400 Puffer Night 7
    "kt-2104" "Raureif Down Vest" "Eisvogel" 17_900 7_700 Vest Clay 5
    "kt-2105" "Hüttenabend Wool Jacket" "Eisvogel" 18_900 8_200 Sweater Bottle 6
    "kt-2106" "Nebelmeer Fleece" "Talgrund" 9_900 4_000 Sweater Fog 8
    "kt-2107" "Nebelmeer Fleece Hoody" "Talgrund" 11_900 4_900 Sweater Moss 6
    "kt-2108" "Windgasse Softshell" "Talgrund" 14_900 6_200 Jacket Ink 5
    "kt-2109" "Winter Parka Nordhang" "Eisvogel" 34_900 15_800 Puffer Bottle 4
    "kt-2110" "Emergency Poncho" "Talgrund" 4_900 1_900 Jacket Sand 2
]);

shelf!(TROUSERS, Trousers, Ever, [
    "kt-2201" "Almweg Trousers" "Talgrund" 11_900 4_900 Trousers Sand 8
    "kt-2202" "Almweg Zip-Off Trousers" "Talgrund" 12_900 5_400 Trousers Moss 6
    "kt-2203" "Almweg Shorts" "Talgrund" 7_900 3_200 Shorts Sand 7
    "kt-2204" "Steig Climbing Trousers" "Felsenkind" 10_900 4_400 Trousers Clay 5
    "kt-2205" "Steig Climbing Shorts" "Felsenkind" 6_900 2_700 Shorts Moss 4
    "kt-2206" "Regenhose Light" "Talgrund" 8_900 3_700 Trousers Ink 5
    "kt-2207" "Winter Touring Trousers" "Eisvogel" 17_900 7_900 Trousers Night 3
    "kt-2208" "Trail Skirt" "Felsenkind" 6_400 2_500 Shorts Berry 4
]);

shelf!(BASE_LAYERS, BaseLayers, Ever, [
    "kt-2301" "Merino Tee 150" "Schafbach" 6_900 2_900 Tee Fog 9
    "kt-2302" "Merino Long Sleeve 150" "Schafbach" 8_500 3_600 LongSleeve Night 7
    "kt-2303" "Merino Long Sleeve 200" "Schafbach" 9_500 4_100 LongSleeve Bottle 7
    "kt-2304" "Merino Leggings 200" "Schafbach" 8_900 3_800 Leggings Ink 6
    "kt-2305" "Merino Half-Zip 260" "Schafbach" 12_500 5_500 LongSleeve Clay 5
    "kt-2306" "Merino Bra" "Schafbach" 5_400 2_200 BraTop Berry 4
    "kt-2307" "Merino Boxer Briefs" "Schafbach" 3_900 1_600 Shorts Ink 6
    "kt-2308" "Merino Balaclava" "Schafbach" 3_400 1_350 Beanie Ink 3
]);

shelf!(SHOES, Shoes, Ever, [
    "kt-3101" "Wurzelpfad Trail Shoe" "Vorlauf" 13_900 6_000 Shoe Apricot 9
    "kt-3102" "Wurzelpfad GT Trail Shoe" "Vorlauf" 16_500 7_200 Shoe Ink 7
    "kt-3103" "Feierabend Road Shoe" "Vorlauf" 12_900 5_500 Shoe Fog 5
    "kt-3104" "Steinbruch Approach Shoe" "Felsenkind" 14_900 6_500 Shoe Clay 5
    "kt-3105" "Fernweg Hiking Boot" "Grat & Tal" 21_900 9_900 Boot Clay 8
    "kt-3106" "Fernweg Mid Boot" "Grat & Tal" 17_900 7_900 Boot Moss 6
    "kt-3107" "Fernweg Winter Boot" "Grat & Tal" 23_900 10_900 Boot Ink 4
    "kt-3108" "Bachlauf Sandal" "Grat & Tal" 8_900 3_700 Shoe Sand 5
    "kt-3109" "Hut Slippers" "Schafbach" 4_900 1_950 Shoe Fog 6
]);

shelf!(ACCESSORIES, Accessories, Ever, [
    "kt-4101" "Merino Hiking Socks" "Schafbach" 1_900 700 Socks Clay 10
    "kt-4102" "Merino Running Socks" "Schafbach" 1_700 620 Socks Fog 8
    "kt-4103" "Fisherman Beanie" "Kettle & Trail" 2_900 1_050 Beanie Bottle 9
    "kt-4104" "Bobble Hat Frost" "Schafbach" 3_400 1_300 Beanie Berry 5
    "kt-4105" "Five-Panel Cap" "Kettle & Trail" 2_900 1_000 Cap Moss 7
    "kt-4106" "Touchscreen Gloves" "Talgrund" 3_200 1_250 Gloves Ink 6
    "kt-4107" "Down Mittens" "Eisvogel" 6_900 2_900 Gloves Night 3
    "kt-4108" "Merino Tube Scarf" "Schafbach" 2_400 900 Scarf Apricot 6
    "kt-4109" "Headlamp Frühstart 400" "Lichtwerk" 5_900 2_500 Headlamp Apricot 7
    "kt-4110" "Steel Bottle 0.7 l" "Kettle & Trail" 2_900 1_100 Bottle Bottle 8
    "kt-4111" "Quick-Dry Towel" "Talgrund" 2_200 800 Towel Sand 4
    "kt-4112" "Reflective Band" "Lichtwerk" 1_200 400 Scarf Apricot 4
]);
