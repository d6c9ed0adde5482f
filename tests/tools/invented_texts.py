"""Titles, sentences and paragraphs as long as real ones, in the scripts that people of the region write.

The same seed gives the same texts. They are no translations and say nothing: they are for pages, searches and
comparisons that must bear letters of several bytes, words without spaces and marks above and below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

# Subject, what it does, to what, where, for whom: each sentence is one of each, in the order of its language.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        (
            *("Training", "Detector dogs", "Forensic kits", "A case register", "Joint patrols", "Legal drafting"),
            *("Rangers", "A market survey", "Community monitors", "Rescue centres", "Risk profiles", "Mobile X-ray"),
        ),
        (
            *("against", "to find", "to follow up", "to document", "for cases of", "to reduce", "to prevent"),
            *("for better evidence on", "in answer to"),
        ),
        (
            *("ivory in transit", "pangolin scales in containers", "songbirds at markets", "snares in protected areas"),
            *("sales on social media", "turtles kept as pets", "agarwood without permits", "bear bile and tiger bone"),
            *("rhinoceros horn in luggage", "money laundered from wildlife", "corals and seahorses", "gibbons as pets"),
        ),
        (
            *(
                "at the eastern land crossings",
                "in the northern provinces",
                "at the two airports",
                "in the river ports",
            ),
            *("in the island districts", "along the coast road", "in the border markets", "in the capital"),
            *("in three protected areas", "at parcel centres", "in the southern hills", "on the lower river"),
        ),
        (
            *("for customs officers", "for prosecutors and judges", "for rangers", "for the CITES authority"),
            *("for village councils", "for the wildlife police", "for teachers", "for online platforms"),
            *("for the forensic laboratory", "for navy and coast guard", "for traditional practitioners"),
        ),
    ),
    "th": (
        ("การฝึกอบรม", "สุนัขดมกลิ่น", "ชุดตรวจพิสูจน์ทางนิติวิทยาศาสตร์", "ระบบทะเบียนคดี", "การลาดตระเวนร่วม", "การสำรวจตลาด"),
        ("เพื่อป้องกัน", "เพื่อตรวจสอบ", "เพื่อลด", "เพื่อรวบรวมหลักฐานเกี่ยวกับ", "สำหรับคดี"),
        (
            "งาช้าง",
            "เกล็ดลิ่นในตู้คอนเทนเนอร์",
            "นกเสียงเพลงในตลาด",
            "บ่วงแร้วในพื้นที่คุ้มครอง",
            "การค้าสัตว์ป่าผ่านสื่อสังคมออนไลน์",
            "ไม้พะยูง",
        ),
        ("ที่ด่านชายแดนภาคตะวันออก", "ในจังหวัดภาคเหนือ", "ที่ท่าอากาศยานสุวรรณภูมิ", "ที่ท่าเรือแหลมฉบัง", "ในผืนป่าตะวันตก"),
        ("สำหรับเจ้าหน้าที่ศุลกากร", "สำหรับพนักงานอัยการและผู้พิพากษา", "สำหรับเจ้าหน้าที่พิทักษ์ป่า", "สำหรับชุมชน"),
    ),
    "lo": (
        ("ການຝຶກອົບຮົມ", "ໝາດົມກິ່ນ", "ລະບົບຖານຂໍ້ມູນຄະດີ", "ການລາດຕະເວນຮ່ວມ", "ການສຳຫຼວດຕະຫຼາດ"),
        ("ເພື່ອປ້ອງກັນ", "ເພື່ອກວດກາ", "ເພື່ອຫຼຸດຜ່ອນ", "ເພື່ອເກັບກຳຫຼັກຖານກ່ຽວກັບ"),
        ("ງາຊ້າງ", "ເກັດລິ່ນ", "ແຮ້ວໃນປ່າສະຫງວນ", "ການຄ້າສັດປ່າທາງອອນລາຍ", "ນໍຮາດ"),
        ("ຢູ່ດ່ານຊາຍແດນ", "ຢູ່ແຂວງພາກເໜືອ", "ຢູ່ສະໜາມບິນວັດໄຕ", "ຢູ່ຕະຫຼາດຊາຍແດນ"),
        ("ສຳລັບເຈົ້າໜ້າທີ່ພາສີ", "ສຳລັບໄອຍະການ", "ສຳລັບບ້ານ", "ສຳລັບເຈົ້າໜ້າທີ່ປ່າໄມ້"),
    ),
    "km": (
        ("ការបណ្តុះបណ្តាល", "ឆ្កែស្រង់ក្លិន", "ប្រព័ន្ធចុះបញ្ជីសំណុំរឿង", "ការល្បាតរួមគ្នា", "ការអង្កេតទីផ្សារ"),
        ("ដើម្បីទប់ស្កាត់", "ដើម្បីត្រួតពិនិត្យ", "ដើម្បីកាត់បន្ថយ", "ដើម្បីប្រមូលភស្តុតាងអំពី"),
        ("ភ្លុកដំរី", "ស្រកាពង្រូល", "អន្ទាក់ក្នុងតំបន់ការពារ", "ការជួញដូរសត្វព្រៃតាមអនឡាញ", "កុយរមាស"),
        ("នៅច្រកព្រំដែនភាគខាងកើត", "នៅខេត្តភាគឦសាន", "នៅអាកាសយានដ្ឋានភ្នំពេញ", "នៅជួរភ្នំក្រវាញ"),
        ("សម្រាប់មន្ត្រីគយ", "សម្រាប់ព្រះរាជអាជ្ញា", "សម្រាប់សហគមន៍", "សម្រាប់ឧទ្យានុរក្ស"),
    ),
    "vi": (
        ("Tập huấn nghiệp vụ", "Chó nghiệp vụ", "Bộ dụng cụ giám định", "Cơ sở dữ liệu vụ án", "Tuần tra liên ngành"),
        ("nhằm ngăn chặn", "để phát hiện", "nhằm giảm", "để thu thập chứng cứ về", "phục vụ điều tra"),
        (
            "ngà voi quá cảnh",
            "vảy tê tê trong công-ten-nơ",
            "bẫy dây trong vườn quốc gia",
            "buôn bán trên mạng xã hội",
            "sừng tê giác",
        ),
        (
            "tại cửa khẩu phía đông",
            "ở các tỉnh miền Trung",
            "tại cảng Hải Phòng",
            "tại sân bay Nội Bài",
            "ở đồng bằng sông Cửu Long",
        ),
        ("cho cán bộ hải quan", "cho kiểm sát viên và thẩm phán", "cho kiểm lâm", "cho cộng đồng vùng đệm"),
    ),
    "my": (
        ("သင်တန်းပေးခြင်း", "အနံ့ခံခွေးများ", "အမှုမှတ်တမ်းစနစ်", "ပူးတွဲကင်းလှည့်ခြင်း"),
        ("တားဆီးရန်", "စစ်ဆေးရန်", "လျှော့ချရန်", "သက်သေခံစုဆောင်းရန်"),
        ("ဆင်စွယ်", "သင်းခွေချပ်အကြေးခွံ", "ကျော့ကွင်းများ", "အွန်လိုင်းမှ တောရိုင်းတိရစ္ဆာန်ရောင်းဝယ်မှု"),
        ("နယ်စပ်ဂိတ်များတွင်", "မြောက်ပိုင်းပြည်နယ်များတွင်", "ရန်ကုန်လေဆိပ်တွင်", "ဆိပ်ကမ်းများတွင်"),
        ("အကောက်ခွန်အရာရှိများအတွက်", "ရှေ့နေများအတွက်", "ကျေးရွာများအတွက်", "သစ်တောဝန်ထမ်းများအတွက်"),
    ),
    "id": (
        ("Pelatihan", "Anjing pelacak", "Perangkat forensik", "Basis data perkara", "Patroli bersama", "Survei pasar"),
        ("untuk mencegah", "untuk mengungkap", "untuk mengurangi", "untuk mengumpulkan bukti"),
        (
            "gading dalam transit",
            "sisik trenggiling dalam peti kemas",
            "burung kicau di pasar",
            "jerat di kawasan lindung",
        ),
        ("di pelabuhan timur", "di provinsi utara", "di bandar udara", "di pasar perbatasan", "di hulu sungai"),
        ("bagi petugas bea cukai", "bagi jaksa dan hakim", "bagi masyarakat desa", "bagi polisi hutan"),
    ),
}
# Half of what is entered is in English; the rest in the languages of the region.
SHARES = {"en": 12, "th": 3, "lo": 2, "km": 2, "vi": 3, "my": 1, "id": 3}
JOINED_WITHOUT_SPACE = {"th", "lo", "km"}
# Names of places that do not exist, of two to four of these.
SYLLABLES = (
    *("ba", "chan", "dong", "gan", "hai", "kam", "kota", "lang", "lu", "mae", "mon", "nam", "ngo", "pak", "phu", "ra"),
    *("ranh", "sai", "sari", "sum", "tan", "thong", "ti", "tra", "ulu", "vinh", "wat", "xieng", "ya", "yen"),
)
KINDS = ("Alliance", "Foundation", "Institute", "Network", "Programme", "Society", "Trust", "Watch")
THINGS = ("Forest", "Hornbill", "Langur", "Pangolin", "Ranger", "Reef", "River", "Tapir", "Tiger", "Turtle")
TITLE_LENGTH = 150


@dataclass(frozen=True)
class Texts:
    """What one record may be called and say. `organisation` is a name for one, `project` a title with a name in it."""

    language: str
    title: str
    sentence: str
    paragraph: str
    organisation: str
    project: str


def invented_texts(count: int, seed: int = 1) -> Iterator[Texts]:
    """So many texts, the same for the same seed. Paragraphs have 60 to 1,800 characters, most about 400."""
    random = Random(seed)
    languages = list(SHARES)
    for language in random.choices(languages, [SHARES[name] for name in languages], k=count):
        lengths = random.choices((1, 3, 5, 9, 16), (2, 5, 6, 3, 1))[0]
        place = "".join(random.choices(SYLLABLES, k=random.randint(2, 4))).capitalize()
        title = _sentence(random, language)
        yield Texts(
            language=language,
            title=title[:TITLE_LENGTH],
            sentence=_sentence(random, language) + ".",
            paragraph=" ".join(_sentence(random, language) + "." for _ in range(lengths)),
            organisation=f"{place} {random.choice(THINGS)} {random.choice(KINDS)}",
            project=f"{place} {random.choice(THINGS)}: {title}"[:TITLE_LENGTH],
        )


def _sentence(random: Random, language: str) -> str:
    chosen = [random.choice(words) for words in WORDS[language]]
    return ("" if language in JOINED_WITHOUT_SPACE else " ").join(chosen)
