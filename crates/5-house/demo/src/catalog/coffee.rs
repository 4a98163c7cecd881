//! Coffee: beans, the harvest launch, boxes by the month, and what it is brewed with.

use super::shelf;

shelf!(BEANS, Beans, Ever, [
    "kt-6101" "Hausmischung Espresso 500 g" "Rösterei Lindhof" 1_590 720 BeanBag Clay 10
    "kt-6102" "Hausmischung Filter 500 g" "Rösterei Lindhof" 1_590 720 BeanBag Sand 9
    "kt-6103" "Frühschicht Dark Roast 500 g" "Rösterei Lindhof" 1_490 670 BeanBag Ink 8
    "kt-6104" "Gipfel Light Roast 250 g" "Rösterei Lindhof" 1_190 560 BeanBag Apricot 7
    "kt-6105" "Ethiopia Guji 250 g" "Rösterei Lindhof" 1_390 690 BeanBag Berry 7
    "kt-6106" "Colombia Huila 250 g" "Rösterei Lindhof" 1_290 620 BeanBag Moss 7
    "kt-6107" "Guatemala Antigua 250 g" "Rösterei Lindhof" 1_290 620 BeanBag Bottle 6
    "kt-6108" "Kenya Nyeri AA 250 g" "Hafenröster" 1_490 760 BeanBag Berry 5
    "kt-6109" "Sumatra Gayo 250 g" "Hafenröster" 1_290 640 BeanBag Night 4
    "kt-6110" "Decaf Peru 250 g" "Hafenröster" 1_290 650 BeanBag Fog 6
    "kt-6111" "Trail Drip Bags, 10 pieces" "Kettle & Trail" 1_490 580 Box Bottle 8
    "kt-6112" "Instant for the Summit, 6 sticks" "Kettle & Trail" 1_190 460 Box Apricot 5
]);

shelf!(HARVEST, Beans, Harvest, [
    "kt-6151" "Yirgacheffe Harvest 2026 250 g" "Rösterei Lindhof" 1_690 850 BeanBag Apricot 7
    "kt-6152" "Sidama Natural Harvest 2026 250 g" "Rösterei Lindhof" 1_790 900 BeanBag Berry 6
    "kt-6153" "Tasting Box Harvest 2026, 4 x 60 g" "Rösterei Lindhof" 1_990 950 Box Apricot 6
]);

shelf!(SUBSCRIPTIONS, Subscriptions, Ever, [
    "kt-6201" "Coffee Box Classic, monthly" "Kettle & Trail" 1_990 920 Box Clay 8
    "kt-6202" "Coffee Box Single Origin, monthly" "Kettle & Trail" 2_490 1_180 Box Berry 6
    "kt-6203" "Coffee Box Large, monthly" "Kettle & Trail" 3_690 1_720 Box Bottle 4
]);

shelf!(BREWING, Brewing, Ever, [
    "kt-6301" "Pour-Over Dripper" "Hafenröster" 2_400 950 Dripper Sand 8
    "kt-6302" "Paper Filters, 100 pieces" "Hafenröster" 690 230 Box Sand 9
    "kt-6303" "Hand Grinder Kurbel" "Mahlwerk" 8_900 3_900 Grinder Ink 7
    "kt-6304" "Hand Grinder Kurbel Travel" "Mahlwerk" 6_900 3_000 Grinder Fog 6
    "kt-6305" "French Press 1 l" "Hafenröster" 3_900 1_600 Press Fog 6
    "kt-6306" "Travel Press 350 ml" "Hafenröster" 3_400 1_400 Press Bottle 6
    "kt-6307" "Stovetop Pot, 4 cups" "Mahlwerk" 3_200 1_300 Kettle Ink 6
    "kt-6308" "Gooseneck Kettle" "Mahlwerk" 6_900 3_100 Kettle Clay 5
    "kt-6309" "Kitchen Scale with Timer" "Mahlwerk" 4_900 2_200 Scale Ink 4
    "kt-6310" "Espresso Machine Kleine" "Mahlwerk" 54_900 31_000 Machine Fog 2
    "kt-6311" "Coffee Tin 500 g" "Kettle & Trail" 1_900 700 Tin Bottle 6
    "kt-6312" "Stoneware Cup, Pair" "Hafenröster" 2_900 1_100 Mug Clay 6
]);
