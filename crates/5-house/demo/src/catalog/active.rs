//! Activewear: the sustainable shelf with its launch, and running.

use super::shelf;

shelf!(SUSTAINABLE, Sustainable, Ever, [
    "kt-1101" "Morning Loop Leggings" "Kettle & Trail" 8_900 3_400 Leggings Bottle 9
    "kt-1102" "Morning Loop Capri" "Kettle & Trail" 7_400 2_900 Leggings Fog 5
    "kt-1103" "Lichen Bra Top" "Fennhof" 4_900 1_900 BraTop Moss 7
    "kt-1104" "Lichen Tank" "Fennhof" 3_900 1_450 Tank Sand 6
    "kt-1105" "Hemp Everyday Tee" "Fennhof" 3_600 1_400 Tee Ink 8
    "kt-1106" "Hemp Long Sleeve" "Fennhof" 4_600 1_800 LongSleeve Clay 5
    "kt-1107" "Slow Sunday Sweatshirt" "Kettle & Trail" 7_900 3_100 Sweater Apricot 6
    "kt-1108" "Slow Sunday Joggers" "Kettle & Trail" 7_600 3_000 Trousers Fog 5
    "kt-1109" "Eucalyptus Yoga Tee" "Halmgrün" 4_200 1_600 Tee Moss 4
    "kt-1110" "Eucalyptus Wrap Cardigan" "Halmgrün" 9_800 4_000 Sweater Sand 3
    "kt-1111" "Beech Fibre Shorts" "Halmgrün" 4_400 1_700 Shorts Clay 4
]);

shelf!(TIDEWATER, Sustainable, Tidewater, [
    "kt-1151" "Tidewater Leggings" "Kettle & Trail" 9_900 3_900 Leggings Night 10
    "kt-1152" "Tidewater Bra Top" "Kettle & Trail" 5_400 2_100 BraTop Night 7
    "kt-1153" "Tidewater Half-Zip" "Kettle & Trail" 8_800 3_500 LongSleeve Fog 6
    "kt-1154" "Tidewater Bike Shorts" "Kettle & Trail" 5_900 2_300 Shorts Night 5
]);

shelf!(RUNNING, Running, Ever, [
    "kt-1201" "First Light Tee" "Vorlauf" 4_500 1_700 Tee Apricot 8
    "kt-1202" "First Light Singlet" "Vorlauf" 3_900 1_450 Tank Fog 5
    "kt-1203" "First Light Long Sleeve" "Vorlauf" 5_500 2_100 LongSleeve Night 6
    "kt-1204" "Five O'Clock Shorts" "Vorlauf" 4_900 1_850 Shorts Ink 8
    "kt-1205" "Five O'Clock Split Shorts" "Vorlauf" 4_600 1_750 Shorts Berry 4
    "kt-1206" "Hill Repeat Tights" "Vorlauf" 8_500 3_300 Leggings Ink 7
    "kt-1207" "Hill Repeat Winter Tights" "Vorlauf" 9_900 3_950 Leggings Night 4
    "kt-1208" "Crosswind Running Vest" "Talgrund" 8_900 3_600 Vest Apricot 5
    "kt-1209" "Crosswind Running Jacket" "Talgrund" 12_900 5_300 Jacket Moss 5
    "kt-1210" "Drizzle Shell" "Talgrund" 15_900 6_700 Jacket Fog 4
    "kt-1211" "Hydration Waistcoat 5 l" "Talgrund" 9_500 3_900 Vest Ink 3
]);
