//! Made-up editions with a known way from one to the other: every word carries where it came from.
//!
//! The edits are those of an office, not random letters: figures are corrected, words exchanged or left out,
//! phrases put in, paragraphs joined and cut, rows and whole runs of rows moved.

use serde_json::{Value, json};

/// SplitMix64: small, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

pub struct Words {
    pub language: &'static str,
    places: &'static [&'static str],
    offices: &'static [&'static str],
    works: &'static [&'static str],
    subjects: &'static [&'static str],
    verbs: &'static [&'static str],
    objects: &'static [&'static str],
    circumstances: &'static [&'static str],
    phrases: &'static [&'static str],
    spare: &'static [&'static str],
    headings: &'static [&'static str],
    share_of: &'static [&'static str],
}

pub const RUSSIAN: Words = Words {
    language: "ru",
    places: &[
        "Каракемер",
        "Тасбулак",
        "Жаркын",
        "Алмалы",
        "Кокпекты",
        "Сарыозек",
        "Баянды",
        "Ушкудык",
        "Енбек",
        "Балпык",
        "Талдыбулак",
        "Шубарсу",
        "Косагаш",
        "Мойынты",
    ],
    offices: &[
        "отдел внутренней политики",
        "отдел предпринимательства",
        "аппарат акима",
        "управление культуры",
        "отдел пассажирского транспорта",
        "отдел ветеринарии",
        "жилищная инспекция",
    ],
    works: &[
        "Благоустройство центрального парка в ауле",
        "Ремонт кровли дома культуры в ауле",
        "Устройство тротуаров и арыков по улице Абая в ауле",
        "Закуп мусоровозов для аула",
        "Бурение скважины для водопоя скота в ауле",
        "Подключение к газу жилых домов в ауле",
        "Открытие кружка робототехники в школе аула",
        "Ограждение кладбища в ауле",
    ],
    subjects: &[
        "Районная больница",
        "Молодёжный ресурсный центр",
        "Служба занятости",
        "Каждая сельская библиотека",
        "Местное сообщество",
        "Центр поддержки предпринимателей",
        "Коммунальное предприятие водоканала",
        "Общественный транспорт",
        "Большинство фермерских хозяйств",
        "Детская школа искусств",
    ],
    verbs: &[
        "получит",
        "ежегодно обновляет",
        "намерена расширить",
        "теряет",
        "готова принять на баланс",
        "передаёт жителям",
        "впервые оценит",
        "предлагает сократить",
        "постепенно заменяет",
    ],
    objects: &[
        "парк санитарных машин",
        "сеть уличных камер",
        "долю ручного труда на полях",
        "изношенные трубы",
        "читальные места и компьютеры",
        "стипендии для педагогов",
        "площадь зелёных насаждений",
        "время ожидания приёма",
        "число пустующих зданий",
        "перечень платных услуг",
    ],
    circumstances: &[
        "до начала отопительного сезона",
        "за три года",
        "без повышения тарифов",
        "по опыту соседних районов",
        "на средства инвесторов",
        "несмотря на отток населения",
        "после проверки смет",
        "в летние каникулы",
        "при участии ветеранов",
        "вместо прежних договоров аренды",
    ],
    phrases: &[
        "по предложениям граждан",
        "в приоритетном порядке",
        "совместно с общественным советом",
        "исходя из возможностей бюджета",
        "включая отдалённые отгоны",
    ],
    spare: &[
        "значительно",
        "отдельный",
        "плановый",
        "новейший",
        "заметно",
        "удобный",
        "ближайший",
        "полный",
        "обоснованный",
        "открытый",
        "сезонный",
        "надёжный",
    ],
    headings: &[
        "Здоровье жителей",
        "Дороги и связь",
        "Работа и доходы",
        "Вода и тепло",
        "Школы и сады",
        "Досуг",
    ],
    share_of: &[
        "Доля семей с доступом к чистой воде",
        "Уровень износа тепловых сетей",
        "Охват занятиями спортом",
        "Число посещений музея на тысячу жителей",
        "Удельный вес дорог без ям",
    ],
};

pub const KAZAKH: Words = Words {
    language: "kk",
    places: &[
        "Қаракемер",
        "Тасбұлақ",
        "Жарқын",
        "Алмалы",
        "Көкпекті",
        "Сарыөзек",
        "Баянды",
        "Үшқұдық",
        "Еңбек",
        "Балпық",
        "Талдыбұлақ",
        "Шұбарсу",
        "Қосағаш",
        "Мойынты",
    ],
    offices: &[
        "ішкі саясат бөлімі",
        "кәсіпкерлік бөлімі",
        "әкім аппараты",
        "мәдениет басқармасы",
        "жолаушылар көлігі бөлімі",
        "ветеринария бөлімі",
        "тұрғын үй инспекциясы",
    ],
    works: &[
        "ауылының орталық саябағын абаттандыру",
        "ауылындағы мәдениет үйінің шатырын жөндеу",
        "ауылының Абай көшесіне жаяу жол мен арық салу",
        "ауылына қоқыс тасығыш алу",
        "ауылында мал суаратын ұңғыма қазу",
        "ауылындағы үйлерді газға қосу",
        "ауылының мектебінде робототехника үйірмесін ашу",
        "ауылындағы зиратты қоршау",
    ],
    subjects: &[
        "Аудандық аурухана",
        "Жастар ресурстық орталығы",
        "Жұмыспен қамту қызметі",
        "Әрбір ауыл кітапханасы",
        "Жергілікті қауымдастық",
        "Кәсіпкерлерді қолдау орталығы",
        "Су құбыры кәсіпорны",
        "Қоғамдық көлік",
        "Шаруа қожалықтарының көбі",
        "Балалар өнер мектебі",
    ],
    verbs: &[
        "алады",
        "жыл сайын жаңартады",
        "кеңейтуге ниетті",
        "жоғалтып отыр",
        "теңгерімге алуға дайын",
        "тұрғындарға береді",
        "алғаш рет бағалайды",
        "қысқартуды ұсынады",
        "біртіндеп ауыстырады",
    ],
    objects: &[
        "санитарлық көліктер паркін",
        "көше камераларының желісін",
        "даладағы қол еңбегінің үлесін",
        "тозған құбырларды",
        "оқу орындары мен компьютерлерді",
        "мұғалімдерге арналған шәкіртақыны",
        "жасыл желек аумағын",
        "қабылдауды күту уақытын",
        "бос тұрған ғимараттар санын",
        "ақылы қызметтер тізбесін",
    ],
    circumstances: &[
        "жылыту маусымына дейін",
        "үш жыл ішінде",
        "тарифті көтермей",
        "көрші аудандардың тәжірибесімен",
        "инвесторлар қаражатына",
        "халықтың көшуіне қарамастан",
        "сметаны тексергеннен кейін",
        "жазғы демалыста",
        "ардагерлердің қатысуымен",
        "бұрынғы жалдау шартының орнына",
    ],
    phrases: &[
        "азаматтардың ұсынысы бойынша",
        "басым тәртіппен",
        "қоғамдық кеңеспен бірге",
        "бюджет мүмкіндігіне қарай",
        "шалғай жайлауларды қоса алғанда",
    ],
    spare: &[
        "айтарлықтай",
        "жеке",
        "жоспарлы",
        "жаңа",
        "едәуір",
        "ыңғайлы",
        "жақын",
        "толық",
        "негізделген",
        "ашық",
        "маусымдық",
        "сенімді",
    ],
    headings: &[
        "Тұрғындар денсаулығы",
        "Жол мен байланыс",
        "Жұмыс пен табыс",
        "Су мен жылу",
        "Мектеп пен балабақша",
        "Бос уақыт",
    ],
    share_of: &[
        "Таза суға қолы жеткен отбасылар үлесі",
        "Жылу желілерінің тозу деңгейі",
        "Спортпен шұғылданатындар үлесі",
        "Мың тұрғынға шаққанда музейге келу саны",
        "Шұңқырсыз жолдардың үлес салмағы",
    ],
};

/// How hard the second edition was worked over, in percent of provisions and of words.
#[derive(Clone, Copy)]
pub struct Profile {
    pub name: &'static str,
    pub reworded: usize,
    pub words: usize,
    pub figures: usize,
    pub removed: usize,
    pub moved: usize,
    pub split: usize,
    pub merged: usize,
    pub inserted: usize,
    /// Sentences and a chapter change their place and the numbers in front are counted anew.
    pub restructured: bool,
}

pub const PROFILES: [Profile; 3] = [
    Profile {
        name: "light",
        reworded: 12,
        words: 10,
        figures: 6,
        removed: 3,
        moved: 3,
        split: 2,
        merged: 2,
        inserted: 4,
        restructured: false,
    },
    Profile {
        name: "medium",
        reworded: 30,
        words: 18,
        figures: 8,
        removed: 6,
        moved: 6,
        split: 4,
        merged: 4,
        inserted: 8,
        restructured: false,
    },
    Profile {
        name: "heavy",
        reworded: 45,
        words: 30,
        figures: 8,
        removed: 12,
        moved: 10,
        split: 6,
        merged: 5,
        inserted: 15,
        restructured: false,
    },
];

/// A word (or mark) with where it came from: provision, position, and whether it is unchanged.
#[derive(Clone)]
struct Piece {
    text: String,
    origin: Option<(usize, usize, bool)>,
}

fn pieces(text: &str, provision: usize) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut word = false;
    for character in text.chars() {
        let letter = character.is_alphanumeric();
        if letter && word {
            found.last_mut().unwrap().text.push(character);
        } else {
            found.push(Piece { text: character.to_string(), origin: None });
        }
        word = letter;
    }
    for (position, piece) in found.iter_mut().enumerate() {
        piece.origin = Some((provision, position, true));
    }
    found
}

fn added(text: &str) -> Vec<Piece> {
    let mut made = pieces(text, 0);
    for piece in &mut made {
        piece.origin = None;
    }
    made
}

fn sentence(words: &Words, dice: &mut Dice) -> String {
    let mut text =
        format!("{} {} {}", dice.pick(words.subjects), dice.pick(words.verbs), dice.pick(words.objects));
    if dice.chance(70) {
        text = format!("{text} {}", dice.pick(words.circumstances));
    }
    if dice.chance(40) {
        text =
            format!("{text}, {} {} {}", dice.below(90) + 3, dice.pick(words.spare), dice.pick(words.objects));
    }
    text + "."
}

fn provision(words: &Words, dice: &mut Dice) -> (&'static str, String) {
    match dice.below(100) {
        60..75 => {
            let text = format!(
                "{} {} {};",
                dice.pick(words.objects),
                dice.pick(words.circumstances),
                dice.pick(words.places)
            );
            ("item", format!("{}) {text}", dice.below(9) + 1))
        }
        0..8 => ("heading", format!("{}. {}", dice.below(8) + 1, dice.pick(words.headings))),
        8..45 => {
            let count = dice.below(4) + 1;
            ("para", (0..count).map(|_| sentence(words, dice)).collect::<Vec<_>>().join(" "))
        }
        45..60 => {
            let figures: Vec<String> =
                (2021..2026).map(|_| format!("{},{}", dice.below(95) + 1, dice.below(10))).collect();
            ("row", format!("{} | % | {}", dice.pick(words.share_of), figures.join(" | ")))
        }
        _ => {
            let (place, work) = (dice.pick(words.places), dice.pick(words.works));
            let title =
                if words.language == "ru" { format!("{work} {place}") } else { format!("{place} {work}") };
            let (office, year, cost) =
                (dice.pick(words.offices), 2021 + dice.below(5), dice.below(90_000) + 500);
            ("row", format!("{title} | {office} | {year} | {cost}"))
        }
    }
}

fn reword(pieces: Vec<Piece>, words: &Words, profile: Profile, dice: &mut Dice) -> Vec<Piece> {
    let mut result: Vec<Piece> = Vec::new();
    for piece in pieces {
        let letters = piece.text.chars().all(char::is_alphabetic);
        if !letters || !dice.chance(profile.words) {
            result.push(piece);
            continue;
        }
        let changed = piece.origin.map(|(provision, position, _)| (provision, position, false));
        match dice.below(10) {
            0..3 => result.push(Piece { text: (*dice.pick(words.spare)).to_owned(), origin: changed }),
            3..5 => {
                let stem: String =
                    piece.text.chars().take(piece.text.chars().count().saturating_sub(1)).collect();
                let ending = *dice.pick(if words.language == "ru" {
                    &["ы", "ом", "ах"]
                } else {
                    &["да", "ны", "мен"]
                });
                result.push(Piece { text: format!("{stem}{ending}"), origin: changed });
            }
            5..8 => {
                if result.last().is_some_and(|last| last.text == " ") {
                    result.pop();
                }
            }
            _ => {
                let phrase = *dice.pick(words.phrases);
                result.push(piece);
                result.extend(added(&format!(" {phrase}")));
            }
        }
    }
    result
}

fn new_figures(pieces: Vec<Piece>, dice: &mut Dice) -> Vec<Piece> {
    pieces
        .into_iter()
        .map(|mut piece| {
            if let Ok(value) = piece.text.parse::<usize>()
                && !(2000..2100).contains(&value)
                && dice.chance(70)
            {
                piece.text = (value + 1 + dice.below(value / 2 + 3)).to_string();
                piece.origin = piece.origin.map(|(provision, position, _)| (provision, position, false));
            }
            piece
        })
        .collect()
}

/// An edition pair of about `count` provisions with quotes, in the format of the evaluation files.
pub fn editions(words: &Words, profile: Profile, count: usize, seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let old: Vec<(&str, String)> = (0..count).map(|_| provision(words, &mut dice)).collect();
    let mut new: Vec<(&str, Vec<Piece>)> = Vec::new();
    let mut leaving: Vec<Vec<(&str, Vec<Piece>)>> = Vec::new();
    let mut index = 0;
    while index < old.len() {
        let (kind, text) = &old[index];
        let mut body = pieces(text, index);
        let start = index;
        index += 1;
        if dice.chance(profile.removed) {
            continue;
        }
        if dice.chance(profile.reworded) {
            body = reword(body, words, profile, &mut dice);
        } else if dice.chance(profile.figures) {
            body = new_figures(body, &mut dice);
        }
        if dice.chance(profile.moved) {
            let mut run = vec![(*kind, body)];
            while run.len() < 3 && index < old.len() && dice.chance(40) {
                run.push((old[index].0, pieces(&old[index].1, index)));
                index += 1;
            }
            leaving.push(run);
        } else if dice.chance(profile.merged) && index < old.len() && old[index].0 == *kind {
            body.extend(added(" "));
            body.extend(pieces(&old[index].1, index));
            index += 1;
            new.push((*kind, body));
        } else if dice.chance(profile.split * 3) && *kind == "para" {
            let cut = body.iter().position(|piece| piece.text == ".").unwrap_or(body.len());
            let tail = body.split_off((cut + 1).min(body.len()));
            new.push((*kind, body));
            if tail.iter().any(|piece| piece.text != " ") {
                new.push((*kind, tail));
            }
        } else {
            new.push((*kind, body));
        }
        if dice.chance(profile.inserted) {
            let (kind, text) = provision(words, &mut dice);
            new.push((kind, added(&text)));
        }
        assert!(index > start);
    }
    for run in leaving {
        let at = dice.below(new.len() + 1);
        for (offset, one) in run.into_iter().enumerate() {
            new.insert(at + offset, one);
        }
    }
    if profile.restructured {
        move_sentences(&mut new, &mut dice);
        move_chapter(&mut new, &mut dice);
        renumber(&mut new);
    }
    write(words, profile, &old, &new, seed, &mut dice)
}

/// Now and then the last sentence of a paragraph goes to the paragraph after next.
fn move_sentences(new: &mut [(&str, Vec<Piece>)], dice: &mut Dice) {
    for index in 0..new.len().saturating_sub(2) {
        if new[index].0 != "para" || new[index + 2].0 != "para" || !dice.chance(15) {
            continue;
        }
        let body = &mut new[index].1;
        let stops: Vec<usize> = (0..body.len()).filter(|&at| body[at].text == ".").collect();
        if let [.., before, _] = stops[..] {
            let sentence = body.split_off(before + 1);
            new[index + 2].1.extend(sentence);
        }
    }
}

/// One chapter, from its heading to the next, goes to another place.
fn move_chapter(new: &mut Vec<(&str, Vec<Piece>)>, dice: &mut Dice) {
    let headings: Vec<usize> = (0..new.len()).filter(|&at| new[at].0 == "heading").collect();
    if headings.len() < 4 {
        return;
    }
    let chapter = dice.below(headings.len() - 1);
    let moved: Vec<_> = new.drain(headings[chapter]..headings[chapter + 1]).collect();
    let places: Vec<usize> = (0..new.len()).filter(|&at| new[at].0 == "heading").collect();
    let at = *dice.pick(&places);
    new.splice(at..at, moved);
}

/// Everything that begins with a number is counted anew.
fn renumber(new: &mut [(&str, Vec<Piece>)]) {
    let mut number = 0;
    for (_, body) in new {
        let [first, second, ..] = &mut body[..] else { continue };
        if first.text.parse::<usize>().is_ok() && matches!(second.text.as_str(), "." | ")") {
            number += 1;
            first.text = number.to_string();
            first.origin = first.origin.map(|(provision, position, _)| (provision, position, false));
        }
    }
}

fn write(
    words: &Words,
    profile: Profile,
    old: &[(&str, String)],
    new: &[(&str, Vec<Piece>)],
    seed: u64,
    dice: &mut Dice,
) -> Value {
    let new_text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let mapping: Vec<Value> = (0..old.len())
        .map(|index| {
            let targets: Vec<String> = new
                .iter()
                .enumerate()
                .filter(|(_, one)| {
                    one.1.iter().any(|piece| piece.origin.is_some_and(|origin| origin.0 == index))
                })
                .map(|(target, _)| format!("n{target}"))
                .collect();
            json!({"old": format!("o{index}"), "new": targets, "op": ""})
        })
        .collect();
    let quotes: Vec<Value> = (0..old.len() * 2).map(|_| quote(old, new, dice)).collect();
    json!({
        "meta": {"lang": words.language, "profile": profile.name, "seed": seed},
        "old": old.iter().enumerate().map(|(index, one)| json!({"id": format!("o{index}"), "kind": one.0, "text": one.1})).collect::<Vec<_>>(),
        "new": new.iter().enumerate().map(|(index, one)| json!({"id": format!("n{index}"), "kind": one.0, "text": new_text(&one.1)})).collect::<Vec<_>>(),
        "mapping": mapping,
        "quotes": quotes,
    })
}

fn quote(old: &[(&str, String)], new: &[(&str, Vec<Piece>)], dice: &mut Dice) -> Value {
    let provision = dice.below(old.len());
    let source = pieces(&old[provision].1, provision);
    let visible: Vec<usize> = (0..source.len()).filter(|&at| source[at].text != " ").collect();
    let first = dice.below(visible.len());
    let last = (first + dice.below(14)).min(visible.len() - 1);
    let (first, last) = (visible[first], visible[last]);
    let length = |list: &[Piece]| list.iter().map(|piece| piece.text.chars().count()).sum::<usize>();
    let (start, end) = (length(&source[..first]), length(&source[..=last]));
    let total: usize =
        source[first..=last].iter().filter(|one| one.text != " ").map(|one| one.text.chars().count()).sum();
    let mut best: Option<(usize, usize, usize, usize)> = None;
    for (target, one) in new.iter().enumerate() {
        let inside = |piece: &Piece| {
            piece.origin.is_some_and(|(from, at, _)| from == provision && (first..=last).contains(&at))
                && piece.text != " "
        };
        let places: Vec<usize> = (0..one.1.len()).filter(|&at| inside(&one.1[at])).collect();
        let kept = places
            .iter()
            .filter(|&&at| one.1[at].origin.is_some_and(|origin| origin.2))
            .map(|&at| one.1[at].text.chars().count())
            .sum::<usize>();
        if let (Some(&from), Some(&to)) = (places.first(), places.last())
            && best.is_none_or(|found| kept > found.0)
        {
            best = Some((kept, target, length(&one.1[..from]), length(&one.1[..=to])));
        }
    }
    let (kept, place) = best.map_or((0, None), |(kept, target, from, to)| (kept, Some((target, from, to))));
    let class = match kept * 100 / total {
        0..20 => "gone",
        20..50 => "grey",
        _ => "there",
    };
    let expect = place.filter(|_| class == "there").map_or(
        Value::Null,
        |(target, from, to)| json!({"new": format!("n{target}"), "start": from, "end": to}),
    );
    let exact: String = old[provision].1.chars().skip(start).take(end - start).collect();
    json!({"old": format!("o{provision}"), "start": start, "end": end, "exact": exact, "prefix": "", "suffix": "", "cls": class, "kept": kept * 100 / total, "expect": expect})
}
