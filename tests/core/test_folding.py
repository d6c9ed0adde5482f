"""Text as searches and lists read it: the same in Python and in PostgreSQL, and what a person would expect of both."""

import unicodedata
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.folding import FUNCTIONS, folded, sort_key, words_of

# Written, and what a person may type to find it: the words are those of the region's records.
ALIKE = [
    ("Nghệ An", "nghe an"),
    ("Đồng Nai", "dong nai"),
    ("Cơ quan quản lý", "CO QUAN QUAN LY"),
    ("Thừa Thiên Huế", "thua thien hue"),
    ("Trung tâm Hành động vì Sinh vật hoang dã", "trung tam hanh dong vi sinh vat hoang da"),
    ("Forêt d’Émeraude", "foret d'emeraude"),
    ("People‘s", "People's"),
    ("People`s", "People's"),
    ("People´s", "People's"),
    ("Peopleʼs", "People's"),
    ("People′s", "People's"),
    ("People＇s", "People's"),
    ("“Operation Thunder”", '"operation thunder"'),
    ("«Operation Thunder»", "„operation thunder‟"),
    ("counter‑trafficking", "counter-trafficking"),
    ("counter–trafficking", "counter−trafficking"),
    ("counter－trafficking", "counter﹣trafficking"),
    ("wild\u00adlife", "wildlife"),
    ("wild\u200blife", "wildlife"),
    ("wild\u200dlife\ufeff", "\u2060wildlife"),
    ("\u202ewildlife\u202c", "wildlife\u200f"),
    ("Viet\u00a0Nam", "viet nam"),
    ("Viet  \t Nam", "viet nam"),
    ("Viet\u3000Nam\n", " viet\u2009nam"),
    ("ＣＩＴＥＳ　２０３０", "cites 2030"),
    ("E\u0301le\u0301phant", "Éléphant"),
    ("ﬁnance", "finance"),
    ("CO₂", "co2"),
    ("Straße", "STRASSE"),
    ("Łódź", "lodz"),
    ("Ærø", "aero"),
    ("İstanbul", "istanbul"),
    ("ΣΊΣΥΦΟΣ", "σισυφος"),
    ("ปี ๒๕๖๖", "ปี 2566"),
    ("ກຳ", "ກ\u0ecd\u0eb2"),
    ("น้ำ", "น\u0e4d\u0e49า"),
    ("ខ្មែ\u200bរ", "ខ្មែរ"),
    # Two of one vowel are typed for the other one, which looks the same: Thai and Lao E E for AE, Khmer E AA for OO.
    ("แม่น้ำโขง", "\u0e40\u0e40ม่น้ำโขง"),
    ("ແມ່ນ້ຳຂອງ", "\u0ec0\u0ec0ມ່ນ້ຳຂອງ"),
    ("ក\u17c4ះកុង", "ក\u17c1\u17b6ះកុង"),
    ("ល\u17beក", "ល\u17c1\u17b8ក"),
    ("\u17a2ង្គរ", "\u17a3ង្គរ"),
]
# What only looks alike: a mark of these scripts is a vowel or makes another word.
DIFFERENT = [("เสือ", "เสีย"), ("ป่า", "ป้า"), ("ກິນ", "ກັນ"), ("ကို", "ကူ"), ("គី", "គូ"), ("ivory", "ivories"), ("a-b", "ab")]

# In the order of the alphabet.
ORDERS = [
    ["Asia", "China", "CITES", "Economic", "eDNA", "Education"],
    ["élan", "Éléphant", "ELEPHANTS", "emperor"],
    ["Đà Nẵng", "Điện Biên", "Dong Nai", "Đồng Tháp", "Ecology"],
    ["Goal 1", "Goal 2", "goal 10", "Goal 100"],
    ["Action 1.2", "Action 1.9", "Action 1.10"],
    ["“Operation Dragon”", "Operation Thunder", "‘Operation Wave’", "(Operation Zeal)"],
    ["2 rivers", "10 rivers", "rivers"],
    ["forest", "forest law", "Forestry", "forests"],
    ["– a dash before it", "a word", "beta"],
    ["กวาง", "เก้ง", "แกะ", "\u0e40\u0e40กะสลัก", "ไก่", "ขวาง", "เขา", "งู", "ช้าง", "เสือ"],
    ["ກວາງ", "ເກົ້າ", "ໄກ່", "ຂວາ", "ເຂົາ", "ຊ້າງ"],
    ["កខ្យល់", "ខ្លា", "គោ", "ដំរី", "សត្វ"],
    ["ကျား", "ခြင်္သေ့", "ဆင်", "မျောက်"],
    ["Wildlife", "ช้าง", "ຊ້າງ", "ဆင်", "ដំរី"],
]
ASSIGNED = [
    chr(point)
    for point in range(1, 0x110000)
    # What this Python knows a meaning of; of the ideographs and the syllables of Korean, which are all alike, a few.
    if unicodedata.category(chr(point)) not in ("Cn", "Co", "Cs")
    and (point % 50 == 0 or not unicodedata.name(chr(point), "").startswith(("CJK UNIFIED", "HANGUL SYLL", "TANGUT")))
]
text = st.text(st.sampled_from(ASSIGNED), max_size=40) | st.text(
    st.sampled_from("aAbzéÉơƠĐđ0129 \t\u00a0'’‘\"“-‑–\u0301\u0323\u200b\u00adß%_\\เกำ่ํໍໄກສΣς"), max_size=60
)


def in_database(function, texts):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(s) FROM unnest(%s::text[]) WITH ORDINALITY AS t(s, n) ORDER BY n", [texts])
        return [answer for (answer,) in cursor.fetchall()]


@pytest.mark.parametrize(("written", "typed"), ALIKE)
def test_a_person_finds_what_they_would_call_the_same(written, typed):
    assert folded(written) == folded(typed)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_stay_other_words(one, other):
    assert folded(one) != folded(other)


def test_the_words_of_a_search_are_folded_and_none_is_empty():
    assert words_of("  Nghệ\u00a0An \u200b ") == ["nghe", "an"]
    assert words_of("\u200b \u00ad\x00\ud800") == []


@pytest.mark.parametrize("names", ORDERS, ids=lambda names: names[0])
def test_a_list_stands_in_the_order_of_the_alphabet(names):
    mixed = [*names[1::2], *names[::2]]
    assert sorted(mixed, key=sort_key) == names


@pytest.mark.django_db
def test_the_database_reads_every_character_as_python_does():
    for function, ours in (("core_folded", folded), ("core_sort_key", sort_key)):
        texts = [f"a{one}b" for one in ASSIGNED]
        differ = [
            (hex(ord(one[1])), here, there)
            for one, there in zip(texts, in_database(function, texts), strict=True)
            if (here := ours(one)) != there
        ]
        assert differ == []


@pytest.mark.django_db
@given(texts=st.lists(text, max_size=20))
def test_the_database_reads_texts_as_python_does(texts):
    assert in_database("core_folded", texts) == [folded(one) for one in texts]
    assert in_database("core_sort_key", texts) == [sort_key(one) for one in texts]


@pytest.mark.django_db
def test_a_long_text_is_read_alike_and_its_key_fits_an_index():
    long = ["é" * 5000, "1 2 3 " * 900, "\U0001f40d" * 5000, "เก" * 3000, "ﷺ" * 3000, " " * 3000 + "a"]
    assert in_database("core_folded", long) == [folded(one) for one in long]
    keys = in_database("core_sort_key", long)
    assert keys == [sort_key(one) for one in long]
    # PostgreSQL: a row of a B-tree index takes 2704 bytes at most.
    assert max(len(key.encode()) for key in keys) < 2600


def test_the_migration_holds_the_functions_that_python_goes_by():
    assert import_module("core.migrations.0009_folding_of_look_alikes").FUNCTIONS == FUNCTIONS
